use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Action, Schema, Deserialize)]
struct Pause {}

#[derive(Interface)]
#[interface(version = "0.1.0", actions(Pause))]
struct Pausable;

fn main() {}
