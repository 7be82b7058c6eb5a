use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Configuration, Schema, Deserialize)]
#[configuration(titel = "Account")]
struct Config {
    token: String,
}

fn main() {}
