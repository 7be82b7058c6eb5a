use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(State, Schema, Serialize, Deserialize)]
#[state(integration, user)]
struct Workspace {
    id: String,
}

fn main() {}
