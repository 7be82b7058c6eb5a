use botpress_sdk::prelude::*;
use serde::Serialize;

/// Somebody opened the app's page in Slack, or the direct message with the bot.
#[derive(Debug, Serialize, Schema, Event)]
#[event(title = "App Home Opened")]
#[serde(rename_all = "camelCase")]
pub struct AppHomeOpened {
    /// Which part of it they see: `home` or `messages`.
    #[botpress(title = "Tab")]
    pub tab: String,
    /// The Botpress id of the user.
    #[botpress(title = "User ID")]
    pub user_id: String,
    /// The Botpress id of the direct message with them.
    #[botpress(title = "Conversation ID")]
    pub conversation_id: String,
    /// Slack's id of the user.
    #[botpress(title = "Slack User ID")]
    pub slack_user_id: String,
}
