use botpress_sdk::prelude::*;
use serde::Deserialize;

use crate::Slack;

/// Sets the topic of a channel.
#[derive(Debug, Deserialize, Schema, Action)]
#[action(title = "Update Channel Topic")]
#[serde(rename_all = "camelCase")]
pub struct UpdateChannelTopic {
    /// What the channel is about from now on.
    #[botpress(title = "New Topic")]
    pub topic: String,
    /// Slack's id of the channel.
    #[botpress(title = "Channel ID")]
    pub channel_id: String,
}

impl Handle<UpdateChannelTopic> for Slack {
    async fn handle(&self, cx: &Context<Self>, input: UpdateChannelTopic) -> Result<()> {
        Ok(self.api(cx).await?.set_topic(input.channel_id.trim(), &input.topic).await?)
    }
}
