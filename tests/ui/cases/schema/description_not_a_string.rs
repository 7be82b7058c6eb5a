use botpress_sdk::prelude::*;

#[derive(Schema)]
struct Input {
    #[botpress(description = 1)]
    field: String,
}

fn main() {}
