use botpress_sdk::prelude::*;

#[derive(Schema)]
struct Input {
    #[botpress(min_length = 1.5)]
    field: String,
}

fn main() {}
