use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Action, Schema, Deserialize)]
#[botpress(crte = botpress_sdk)]
struct Greet {
    name: String,
}

fn main() {}
