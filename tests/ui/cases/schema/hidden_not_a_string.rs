use botpress_sdk::prelude::*;

#[derive(Schema)]
struct Input {
    #[botpress(hidden = true)]
    field: String,
}

fn main() {}
