use botpress_sdk::prelude::*;
use serde::Serialize;

#[derive(State, Schema, Serialize)]
#[state(user)]
struct Workspace {
    id: String,
}

fn main() {}
