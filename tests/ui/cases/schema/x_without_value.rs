use botpress_sdk::prelude::*;

#[derive(Schema)]
struct Input {
    #[botpress(x(custom))]
    field: String,
}

fn main() {}
