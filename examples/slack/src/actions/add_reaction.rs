use botpress_sdk::{api::id::MessageId, prelude::*};
use serde::Deserialize;

use crate::{Slack, channels::MessageTags};

/// Adds an emoji reaction to a message.
#[derive(Debug, Deserialize, Schema, Action)]
#[action(title = "Add Reaction")]
#[serde(rename_all = "camelCase")]
pub struct AddReaction {
    /// The emoji's name, for example `thumbsup`.
    #[botpress(title = "Reaction name", placeholder = "thumbsup")]
    pub name: String,
    /// The Botpress id of the message to react to.
    #[botpress(title = "Message ID", schema_as = String)]
    pub message_id: MessageId,
}

impl Handle<AddReaction> for Slack {
    async fn handle(&self, cx: &Context<Self>, input: AddReaction) -> Result<()> {
        let tags = self.message_tags(cx, &input.message_id).await?;
        let api = self.api(cx).await?;
        Ok(api.add_reaction(&tags.channel_id, &tags.ts, input.name.trim_matches(':')).await?)
    }
}

impl Slack {
    /// Where a message of Botpress is in Slack; a click is where the message is that was clicked.
    pub(super) async fn message_tags(&self, cx: &Context<Self>, id: &MessageId) -> Result<MessageTags> {
        let message = cx.message(id).get().await?;
        let tags = MessageTags::from_map(&message.tags)
            .map_err(|_| Error::runtime(format!("the message {id} is not one of Slack: it has no tag `ts`")))?;
        Ok(MessageTags { ts: tags.clicked.clone().unwrap_or(tags.ts), ..tags })
    }
}
