//! Conversations that the bot begins.

use botpress_sdk::{
    interfaces::proactive_conversation::{ConversationOutput, GetOrCreateConversation},
    prelude::*,
};
use serde::{Deserialize, Serialize};

use crate::{Slack, channels::conversation};

/// A channel of Slack, or a direct message.
#[derive(Debug, Clone, Deserialize, Serialize, Schema, Entity)]
#[entity(title = "Conversation")]
#[serde(rename_all = "camelCase")]
pub struct Conversation {
    /// Slack's id of a channel (`C…`), of a direct message (`D…`), or of a user (`U…`) to write a direct message to.
    #[botpress(title = "Channel ID")]
    pub channel_id: Option<String>,
}

impl Handle<GetOrCreateConversation<Conversation>> for Slack {
    async fn handle(
        &self,
        cx: &Context<Self>,
        input: GetOrCreateConversation<Conversation>,
    ) -> Result<ConversationOutput> {
        let id = input.conversation.channel_id.map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
        let id =
            id.ok_or_else(|| Error::runtime("say which channel: `channelId` is Slack's id of it, or of a user"))?;
        let api = self.api(cx).await?;
        if id.starts_with(['U', 'W']) {
            let direct = api.open_direct_message(&id).await?;
            return Ok(ConversationOutput::new(conversation(cx, direct, None).await?));
        }
        // Asked first, so that a conversation is only made for a channel that there is.
        let channel = api.channel(&id).await?;
        let title = Some(channel.name).filter(|name| !name.is_empty());
        Ok(ConversationOutput::new(conversation(cx, id, title).await?))
    }
}
