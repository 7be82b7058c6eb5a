use botpress_sdk::prelude::*;

#[derive(Schema)]
struct Input {
    #[botpress(min_items = 1.5)]
    field: Vec<String>,
}

fn main() {}
