use botpress_sdk::prelude::*;
use serde::Serialize;

/// Somebody used a slash command of the app.
#[derive(Debug, Serialize, Schema, Event)]
#[event(title = "Slash Command Used")]
#[serde(rename_all = "camelCase")]
pub struct SlashCommandUsed {
    /// The command, `/remind` for example.
    #[botpress(title = "Command")]
    pub command: String,
    /// What was written after it.
    #[botpress(title = "Text")]
    pub text: String,
    /// The Botpress id of the user.
    #[botpress(title = "User ID")]
    pub user_id: String,
    /// The Botpress id of the conversation in which it was used: answers go there.
    #[botpress(title = "Conversation ID")]
    pub conversation_id: String,
    /// Slack's id of the user.
    #[botpress(title = "Slack User ID")]
    pub slack_user_id: String,
    /// Slack's id of the channel.
    #[botpress(title = "Slack Channel ID")]
    pub slack_channel_id: String,
}

/// Somebody used a shortcut of the app: from the menu, or from that of a message.
#[derive(Debug, Serialize, Schema, Event)]
#[event(title = "Shortcut Used")]
#[serde(rename_all = "camelCase")]
pub struct ShortcutUsed {
    /// Whether it was that of a message.
    #[botpress(title = "Kind")]
    pub kind: ShortcutKind,
    /// The name that the shortcut has in the app's settings.
    #[botpress(title = "Callback ID")]
    pub callback_id: String,
    /// The Botpress id of the user.
    #[botpress(title = "User ID")]
    pub user_id: String,
    /// The Botpress id of the conversation of the message.
    #[botpress(title = "Conversation ID")]
    pub conversation_id: Option<String>,
    /// The Botpress id of the message, when the bot has heard it.
    #[botpress(title = "Message ID")]
    pub message_id: Option<String>,
    /// What the message says.
    #[botpress(title = "Text")]
    pub text: Option<String>,
    /// Slack's id of the user.
    #[botpress(title = "Slack User ID")]
    pub slack_user_id: String,
    /// Slack's id of the message's channel.
    #[botpress(title = "Slack Channel ID")]
    pub slack_channel_id: Option<String>,
    /// Slack's timestamp of the message.
    #[botpress(title = "Timestamp")]
    pub ts: Option<String>,
}

/// Where a shortcut stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Schema)]
#[serde(rename_all = "camelCase")]
pub enum ShortcutKind {
    /// In the menu of the message field.
    Global,
    /// In the menu of a message.
    Message,
}
