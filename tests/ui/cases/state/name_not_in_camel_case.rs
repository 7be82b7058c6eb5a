use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(State, Schema, Serialize, Deserialize)]
#[state(user, name = "work_space")]
struct Workspace {
    id: String,
}

fn main() {}
