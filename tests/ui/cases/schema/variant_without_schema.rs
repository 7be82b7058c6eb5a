use botpress_sdk::prelude::*;
struct Inner;

#[derive(Schema)]
enum Input {
    Inner(Inner),
}

fn main() {}
