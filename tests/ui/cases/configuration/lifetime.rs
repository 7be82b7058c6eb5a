use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Configuration, Schema, Deserialize)]
struct Config<'a> {
    token: &'a str,
}

fn main() {}
