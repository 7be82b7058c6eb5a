use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Action, Schema, Deserialize)]
#[action(titel = "Greet", billable = true, name = "greet_it", title)]
struct Greet {
    name: String,
}

fn main() {}
