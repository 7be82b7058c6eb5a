use botpress_sdk::prelude::*;

#[derive(Schema)]
struct Input {
    #[botpress(pattern = 1)]
    field: String,
}

fn main() {}
