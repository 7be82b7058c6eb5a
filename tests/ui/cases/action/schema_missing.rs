use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Action, Deserialize)]
struct Greet {
    name: String,
}

fn main() {}
