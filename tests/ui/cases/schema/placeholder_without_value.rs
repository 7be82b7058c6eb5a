use botpress_sdk::prelude::*;

#[derive(Schema)]
struct Input {
    #[botpress(placeholder)]
    field: String,
}

fn main() {}
