use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Action, Schema, Deserialize)]
#[action(payload = Greet)]
struct Greet {
    name: String,
}

fn main() {}
