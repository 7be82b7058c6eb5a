use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Action, Schema, Deserialize)]
#[action(title = "")]
struct Greet {
    name: String,
}

fn main() {}
