use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Configuration, Schema, Deserialize)]
#[configuration(default)]
struct Config {
    token: String,
}

fn main() {}
