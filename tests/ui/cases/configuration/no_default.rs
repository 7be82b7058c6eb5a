use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Schema, Deserialize)]
struct ManualConfig {
    token: String,
}

#[derive(Configuration)]
enum Config {
    OAuth,
    Manual(ManualConfig),
}

fn main() {}
