use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Configuration, Schema, Deserialize)]
#[configuration(identifier(link_template = "link.txt"))]
struct Config {
    token: String,
}

fn main() {}
