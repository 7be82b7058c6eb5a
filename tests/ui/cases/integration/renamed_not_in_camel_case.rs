use botpress_sdk::prelude::*;
use serde::Serialize;

#[derive(Event, Schema, Serialize)]
struct Greeted {
    name: String,
}

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", events(Greeted as "was_seen"))]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
