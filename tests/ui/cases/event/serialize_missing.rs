use botpress_sdk::prelude::*;

#[derive(Event, Schema)]
struct Greeted {
    name: String,
}

fn main() {}
