use botpress_sdk::prelude::*;
use serde::Serialize;

#[derive(Event, Schema, Serialize)]
#[event(billable)]
struct Greeted {
    name: String,
}

fn main() {}
