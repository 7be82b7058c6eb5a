use botpress_sdk::prelude::*;
use serde::Serialize;

#[derive(Event, Schema, Serialize)]
struct Joined {
    name: String,
}

struct Left;

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", events(Joined, Left))]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
