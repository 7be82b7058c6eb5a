use botpress_sdk::prelude::*;
use serde::Serialize;

#[derive(Event, Schema, Serialize)]
#[event(description = Somebody)]
struct Greeted {
    name: String,
}

fn main() {}
