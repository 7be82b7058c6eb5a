use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Configuration, Schema, Deserialize)]
#[configuration(identifier(required = true))]
struct Config {
    token: String,
}

fn main() {}
