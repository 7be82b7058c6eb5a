use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Configuration, Schema, Deserialize)]
#[configuration(identifier(link_template))]
struct Config {
    token: String,
}

fn main() {}
