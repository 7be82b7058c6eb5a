use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Inner {}

#[derive(Schema, Deserialize)]
struct Input {
    #[serde(flatten)]
    inner: Inner,
}

fn main() {}
