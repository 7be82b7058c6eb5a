use botpress_sdk::prelude::*;

#[derive(Schema)]
struct Input {
    #[botpress(multiple_of = "1")]
    field: f64,
}

fn main() {}
