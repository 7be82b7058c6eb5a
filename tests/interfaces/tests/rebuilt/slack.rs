//! Slack: two interfaces, one of them with an entity and an action under another name.

use botpress_sdk::interfaces::{
    ProactiveConversation, TypingIndicator,
    proactive_conversation::{ConversationOutput, GetOrCreateConversation},
    typing_indicator::{StartTypingIndicator, StopTypingIndicator},
};
use botpress_sdk::prelude::*;
use serde::Deserialize;

use crate::compare::assert_in_golden;

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

/// A channel of the workspace.
#[derive(Entity, Schema, Deserialize)]
#[entity(title = "Conversation")]
#[serde(rename_all = "camelCase")]
struct Conversation {
    /// The id of the channel.
    #[botpress(title = "Channel ID")]
    channel_id: Option<String>,
}

impl Handle<StartTypingIndicator> for Slack {
    async fn handle(&self, _: &Context<Self>, _: StartTypingIndicator) -> Result<()> {
        Ok(())
    }
}

impl Handle<StopTypingIndicator> for Slack {
    async fn handle(&self, _: &Context<Self>, _: StopTypingIndicator) -> Result<()> {
        Ok(())
    }
}

impl Handle<GetOrCreateConversation<Conversation>> for Slack {
    async fn handle(
        &self,
        _: &Context<Self>,
        input: GetOrCreateConversation<Conversation>,
    ) -> Result<ConversationOutput> {
        let channel = input.conversation.channel_id.ok_or_else(|| Error::runtime("say which channel"))?;
        Ok(ConversationOutput::new(channel))
    }
}

impl Lifecycle for Slack {}

#[test]
fn slack_declares_what_the_official_one_declares_through_interfaces() {
    assert_in_golden::<Slack>("slack");
}
