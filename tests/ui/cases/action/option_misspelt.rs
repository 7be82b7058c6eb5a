use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Action, Schema, Deserialize)]
#[action(titel = "Greet")]
struct Greet {
    name: String,
}

fn main() {}
