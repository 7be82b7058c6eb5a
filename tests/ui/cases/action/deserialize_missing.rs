use botpress_sdk::prelude::*;

#[derive(Action, Schema)]
struct Greet {
    name: String,
}

fn main() {}
