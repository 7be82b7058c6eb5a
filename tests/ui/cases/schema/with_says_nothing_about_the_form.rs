use botpress_sdk::prelude::*;
use serde::Deserialize;

mod as_text {
    use serde::{Deserialize, Deserializer};

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        u64::deserialize(deserializer)
    }
}

#[derive(Schema, Deserialize)]
struct Input {
    #[serde(with = "as_text")]
    at: u64,
}

fn main() {}
