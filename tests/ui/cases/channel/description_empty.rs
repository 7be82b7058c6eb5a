use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Schema, Serialize, Deserialize)]
struct Text {
    text: String,
}

#[derive(Messages)]
enum Outbound {
    Text(Text),
}

#[derive(Channel)]
#[channel(description = "", messages = Outbound)]
struct Dm;

fn main() {}
