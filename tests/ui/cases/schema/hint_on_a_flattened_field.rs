use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Schema, Deserialize)]
struct Inner {
    field: String,
}

#[derive(Schema, Deserialize)]
struct Input {
    #[serde(flatten)]
    #[botpress(title = "Inner")]
    inner: Inner,
}

fn main() {}
