use botpress_sdk::prelude::*;

#[derive(Schema)]
struct Input {
    #[botpress(format = "datetime")]
    field: String,
    #[botpress(format = "postcode")]
    other: String,
}

fn main() {}
