use botpress_sdk::prelude::*;
use serde::Serialize;

#[derive(Event, Serialize)]
struct Greeted {
    name: String,
}

fn main() {}
