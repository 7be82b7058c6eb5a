use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Schema, Deserialize)]
struct ManualConfig {
    token: String,
}

#[derive(Configuration)]
enum Config {
    #[configuration(default)]
    OAuth,
    #[configuration(default)]
    Manual(ManualConfig),
}

fn main() {}
