//! Two interfaces, one of them with an entity and an action under another name.

use botpress_sdk::interfaces::{
    ProactiveConversation, TypingIndicator, proactive_conversation::GetOrCreateConversation,
};
use botpress_sdk::prelude::*;
use serde::Deserialize;

use crate::{assert_rebuilt, never_called};

#[derive(Integration)]
#[integration(
    name = "slack", version = "0.1.0",
    entities(Conversation),
    interfaces(
        TypingIndicator,
        ProactiveConversation<Conversation>(GetOrCreateConversation as "getOrCreateChannelConversation"),
    ),
)]
struct Slack;

#[derive(Entity, Schema, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "it is there for its schema")]
struct Conversation {
    channel_id: Option<String>,
}

never_called!(Slack);

#[test]
fn slack_declares_what_the_official_one_declares_through_interfaces() {
    assert_rebuilt::<Slack>("slack");
}
