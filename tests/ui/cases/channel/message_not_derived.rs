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

struct MessageTags;

#[derive(Channel)]
#[channel(messages = Outbound, message = MessageTags)]
struct Dm;

fn main() {}
