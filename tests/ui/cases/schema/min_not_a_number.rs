use botpress_sdk::prelude::*;

#[derive(Schema)]
struct Input {
    #[botpress(min = "1")]
    field: f64,
}

fn main() {}
