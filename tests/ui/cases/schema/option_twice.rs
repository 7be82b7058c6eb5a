use botpress_sdk::prelude::*;

#[derive(Schema)]
struct Input {
    #[botpress(title = "A", title = "B")]
    field: String,
}

fn main() {}
