use botpress_sdk::prelude::*;
use serde::Serialize;

#[derive(Event, Schema, Serialize)]
#[event(attributes("a", "b"))]
struct Greeted {
    name: String,
}

fn main() {}
