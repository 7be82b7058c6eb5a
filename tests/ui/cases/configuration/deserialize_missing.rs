use botpress_sdk::prelude::*;

#[derive(Configuration, Schema)]
struct Config {
    token: String,
}

fn main() {}
