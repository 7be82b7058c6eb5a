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

struct ConversationTags;

#[derive(Channel)]
#[channel(messages = Outbound, conversation = ConversationTags)]
struct Dm;

fn main() {}
