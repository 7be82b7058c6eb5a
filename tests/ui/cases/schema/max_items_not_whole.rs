use botpress_sdk::prelude::*;

#[derive(Schema)]
struct Input {
    #[botpress(max_items = 1.5)]
    field: Vec<String>,
}

fn main() {}
