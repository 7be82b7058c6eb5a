use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Schema, Deserialize)]
struct Text {
    text: String,
}

#[derive(Messages)]
enum Outbound {
    Text(Text),
}

fn main() {}
