use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(State, Schema, Serialize, Deserialize)]
struct Workspace {
    id: String,
}

fn main() {}
