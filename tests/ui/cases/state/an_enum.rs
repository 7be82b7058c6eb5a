use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(State, Schema, Serialize, Deserialize)]
#[state(user)]
enum Workspace {
    One,
}

fn main() {}
