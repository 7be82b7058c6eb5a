use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Configuration, Deserialize)]
struct Config {
    token: String,
}

fn main() {}
