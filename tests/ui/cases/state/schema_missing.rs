use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(State, Serialize, Deserialize)]
#[state(user)]
struct Workspace {
    id: String,
}

fn main() {}
