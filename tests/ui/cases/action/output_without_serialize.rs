use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Schema)]
struct Greeting {
    text: String,
}

#[derive(Action, Schema, Deserialize)]
#[action(output = Greeting)]
struct Greet {
    name: String,
}

fn main() {}
