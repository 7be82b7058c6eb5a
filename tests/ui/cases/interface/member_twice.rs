use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Action, Schema, Deserialize)]
struct Pause {}

#[derive(Interface)]
#[interface(name = "pausable", version = "0.1.0", actions(Pause, Pause))]
struct Pausable;

fn main() {}
