use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(State, Schema, Serialize, Deserialize)]
#[state(bot)]
struct Workspace {
    id: String,
}

fn main() {}
