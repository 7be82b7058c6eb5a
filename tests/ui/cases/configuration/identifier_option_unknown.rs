use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Configuration, Schema, Deserialize)]
#[configuration(identifier(link = "link.vrl"))]
struct Config {
    token: String,
}

fn main() {}
