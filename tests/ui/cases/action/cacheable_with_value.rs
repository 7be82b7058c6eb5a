use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Action, Schema, Deserialize)]
#[action(cacheable(true))]
struct Greet {
    name: String,
}

fn main() {}
