use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Action, Schema, Deserialize)]
struct Pause {}

#[derive(Interface)]
#[interface(actions(Pause))]
struct Pausable;

fn main() {}
