use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct ManualConfig {
    token: String,
}

#[derive(Configuration)]
enum Config {
    #[configuration(default)]
    Manual(ManualConfig),
}

fn main() {}
