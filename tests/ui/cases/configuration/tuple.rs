use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Configuration, Schema, Deserialize)]
struct Config(String);

fn main() {}
