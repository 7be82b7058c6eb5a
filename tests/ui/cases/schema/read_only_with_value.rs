use botpress_sdk::prelude::*;

#[derive(Schema)]
struct Input {
    #[botpress(read_only = true)]
    field: String,
}

fn main() {}
