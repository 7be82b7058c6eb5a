use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize)]
struct Greeting {
    text: String,
}

#[derive(Action, Schema, Deserialize)]
#[action(output = Greeting)]
struct Greet {
    name: String,
}

fn main() {}
