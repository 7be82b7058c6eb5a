use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Slack;

/// Reads one message of Slack, in a thread or outside of one.
#[derive(Debug, Deserialize, Schema, Action)]
#[action(title = "Retrieve Message", output = RetrievedMessage)]
pub struct RetrieveMessage {
    /// Slack's timestamp of the message.
    #[botpress(title = "Timestamp")]
    pub ts: String,
    /// Slack's id of the channel or direct message it is in.
    #[botpress(title = "Channel")]
    pub channel: String,
}

/// A message of Slack.
#[derive(Debug, Serialize, Schema)]
pub struct RetrievedMessage {
    /// What Slack calls it: `message`.
    #[botpress(title = "Type")]
    #[serde(rename = "type")]
    pub kind: String,
    /// Slack's id of whoever wrote it, a user or an app.
    #[botpress(title = "User")]
    pub user: String,
    /// Slack's timestamp of the message.
    #[botpress(title = "Timestamp")]
    pub ts: String,
    /// What it says, in Slack's markup; empty for one that only has files or blocks.
    #[botpress(title = "Text")]
    pub text: String,
}

impl Handle<RetrieveMessage> for Slack {
    async fn handle(&self, cx: &Context<Self>, input: RetrieveMessage) -> Result<RetrievedMessage> {
        let RetrieveMessage { ts, channel } = input;
        let found = self.api(cx).await?.message(&channel, &ts).await?;
        let message =
            found.ok_or_else(|| Error::runtime(format!("there is no message {ts} in the channel {channel}")))?;
        let user = message.user.or(message.bot_id).unwrap_or_default();
        Ok(RetrievedMessage { kind: message.kind, user, ts: message.ts, text: message.text })
    }
}
