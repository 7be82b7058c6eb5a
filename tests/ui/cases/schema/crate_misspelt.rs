use botpress_sdk::prelude::*;
#[derive(Schema)]
#[botpress(create = botpress_sdk)]
struct Input {
    field: String,
}

fn main() {}
