use botpress_sdk::prelude::*;

#[derive(Schema)]
struct Input {
    #[botpress(placeholdr = "thumbsup")]
    field: String,
}

fn main() {}
