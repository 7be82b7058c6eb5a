use botpress_sdk::prelude::*;
use serde::Serialize;

#[derive(Event, Schema, Serialize)]
#[event(name = "2fast")]
struct Greeted {
    name: String,
}

fn main() {}
