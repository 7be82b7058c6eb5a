use botpress_sdk::prelude::*;
use serde::Serialize;

#[derive(Event, Schema, Serialize)]
#[event(title = "")]
struct Greeted {
    name: String,
}

fn main() {}
