use botpress_sdk::prelude::*;

#[derive(Schema)]
struct Input {
    #[botpress(disabled = true)]
    field: String,
}

fn main() {}
