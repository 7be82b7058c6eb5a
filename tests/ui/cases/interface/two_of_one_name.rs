use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Action, Schema, Deserialize)]
struct Pause {}

#[derive(Action, Schema, Deserialize)]
#[action(name = "pause")]
struct Halt {}

#[derive(Interface)]
#[interface(name = "pausable", version = "0.1.0", actions(Pause, Halt))]
struct Pausable;

fn main() {}
