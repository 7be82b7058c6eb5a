use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Action, Schema, Deserialize)]
#[action(hidden_in_studio = "yes")]
struct Greet {
    name: String,
}

fn main() {}
