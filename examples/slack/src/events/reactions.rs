use std::collections::BTreeMap;

use botpress_sdk::prelude::*;
use serde::Serialize;

/// Somebody added an emoji reaction to a message.
#[derive(Debug, Serialize, Schema, Event)]
#[event(title = "Reaction Added")]
pub struct ReactionAdded {
    /// What there is to say about it.
    #[serde(flatten)]
    pub reaction: Reaction,
}

/// Somebody took an emoji reaction back.
#[derive(Debug, Serialize, Schema, Event)]
#[event(title = "Reaction Removed")]
pub struct ReactionRemoved {
    /// What there is to say about it.
    #[serde(flatten)]
    pub reaction: Reaction,
}

/// What there is to say about a reaction.
#[derive(Debug, Clone, PartialEq, Serialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Reaction {
    /// The emoji's name, without colons.
    #[botpress(title = "Reaction")]
    pub reaction: String,
    /// The Botpress id of the user who reacted.
    #[botpress(title = "User ID")]
    pub user_id: Option<String>,
    /// The Botpress id of the message's conversation.
    #[botpress(title = "Conversation ID")]
    pub conversation_id: Option<String>,
    /// Where the reaction can be answered.
    #[botpress(title = "Targets")]
    pub targets: Targets,
}

/// Where a reaction can be answered: the tags of a conversation, by channel.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Schema)]
pub struct Targets {
    /// The direct message with whoever reacted: `id` is that of the user.
    #[botpress(title = "DMs")]
    pub dm: Option<BTreeMap<String, String>>,
    /// The channel of the message.
    #[botpress(title = "Channels")]
    pub channel: Option<BTreeMap<String, String>>,
    /// The thread below the message, or the one that it is in.
    #[botpress(title = "Threads")]
    pub thread: Option<BTreeMap<String, String>>,
}
