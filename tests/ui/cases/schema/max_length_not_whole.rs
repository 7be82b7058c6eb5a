use botpress_sdk::prelude::*;

#[derive(Schema)]
struct Input {
    #[botpress(max_length = 1.5)]
    field: String,
}

fn main() {}
