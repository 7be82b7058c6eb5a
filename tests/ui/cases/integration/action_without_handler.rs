use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Action, Schema, Deserialize)]
struct Greet {
    name: String,
}

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", actions(Greet))]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
