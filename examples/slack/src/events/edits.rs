use botpress_sdk::prelude::*;
use serde::Serialize;

/// Somebody changed a message that the bot has heard. The message in Botpress has the new text already.
#[derive(Debug, Serialize, Schema, Event)]
#[event(title = "Message Changed")]
#[serde(rename_all = "camelCase")]
pub struct MessageChanged {
    /// What it says now, in Markdown.
    #[botpress(title = "Text")]
    pub text: String,
    /// Which message it is.
    #[serde(flatten)]
    pub message: MessagePlace,
}

/// Somebody deleted a message that the bot has heard. The message in Botpress stays.
#[derive(Debug, Serialize, Schema, Event)]
#[event(title = "Message Deleted")]
#[serde(rename_all = "camelCase")]
pub struct MessageDeleted {
    /// Which message it was.
    #[serde(flatten)]
    pub message: MessagePlace,
}

/// Which message it is, in terms of Botpress and of Slack.
#[derive(Debug, Clone, Serialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct MessagePlace {
    /// The Botpress id of the message.
    #[botpress(title = "Message ID")]
    pub message_id: String,
    /// The Botpress id of its conversation.
    #[botpress(title = "Conversation ID")]
    pub conversation_id: String,
    /// The Botpress id of whoever wrote it.
    #[botpress(title = "User ID")]
    pub user_id: String,
    /// Slack's id of the channel.
    #[botpress(title = "Slack Channel ID")]
    pub slack_channel_id: String,
    /// Slack's timestamp of the message.
    #[botpress(title = "Timestamp")]
    pub ts: String,
}
