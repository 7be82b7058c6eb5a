use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Action, Schema, Deserialize)]
#[action(name = "createURL")]
struct Greet {
    name: String,
}

fn main() {}
