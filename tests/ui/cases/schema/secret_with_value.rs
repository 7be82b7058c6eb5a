use botpress_sdk::prelude::*;

#[derive(Schema)]
struct Input {
    #[botpress(secret = true)]
    field: String,
}

fn main() {}
