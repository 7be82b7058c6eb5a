use botpress_sdk::prelude::*;
use serde::Serialize;

#[derive(Event, Schema, Serialize)]
struct Joined {
    name: String,
}

#[derive(Event, Schema, Serialize)]
#[event(name = "joined")]
struct Entered {
    name: String,
}

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", events(Joined, Entered))]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
