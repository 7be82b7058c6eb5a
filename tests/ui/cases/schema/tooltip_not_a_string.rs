use botpress_sdk::prelude::*;

#[derive(Schema)]
struct Input {
    #[botpress(tooltip = true)]
    field: String,
}

fn main() {}
