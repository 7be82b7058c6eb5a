use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Schema, Serialize, Deserialize)]
struct Text {
    text: String,
}

#[derive(Messages)]
enum Outbound {
    Text(Text),
    #[message(name = "text")]
    Markdown(Text),
}

fn main() {}
