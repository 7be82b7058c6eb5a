use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Action, Schema, Deserialize)]
#[action(description = "")]
struct Greet {
    name: String,
}

fn main() {}
