use botpress_sdk::prelude::*;

#[derive(Schema)]
struct Input {
    #[botpress(schema_as)]
    field: String,
}

fn main() {}
