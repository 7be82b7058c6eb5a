use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(State, Schema, Serialize, Deserialize)]
#[state(user = true)]
struct Workspace {
    id: String,
}

fn main() {}
