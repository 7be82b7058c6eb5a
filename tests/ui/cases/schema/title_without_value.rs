use botpress_sdk::prelude::*;

#[derive(Schema)]
struct Input {
    #[botpress(title)]
    field: String,
}

fn main() {}
