use botpress_sdk::prelude::*;
use serde::Serialize;

#[derive(Event, Schema, Serialize)]
enum Greeted {
    One,
}

fn main() {}
