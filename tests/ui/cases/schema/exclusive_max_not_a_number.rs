use botpress_sdk::prelude::*;

#[derive(Schema)]
struct Input {
    #[botpress(exclusive_max = "1")]
    field: f64,
}

fn main() {}
