//! Finds or creates a user, a conversation and a message in one call. Experimental on the platform.

use crate::id::{ConversationId, UserId};
use crate::types::{Conversation, Message, Origin, TagPatch, User};
use serde::{Deserialize, Serialize};
use serde_json::Value;

endpoint! {
    "initializeIncomingMessage" POST "/v1/chat/initialize-incoming-message", idempotent: false;
    body_optional {
        /// The user, when the id is known.
        user_id: UserId,
        /// The user to find by tags, or to create.
        user: NewUser,
        /// The conversation, when the id is known.
        conversation_id: ConversationId,
        /// The conversation to find by tags, or to create.
        conversation: NewConversation,
        /// The message to find by tags, or to create.
        message: NewMessage,
    }
    response {
        /// The user.
        user: User,
        /// The conversation.
        conversation: Conversation,
        /// The message, when one was asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<Message>,
    }
}

/// The user to find by tags, or to create.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewUser {
    /// The user's tags; `None` removes one from what was found.
    pub tags: TagPatch,
    /// The name to show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A URL of a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture_url: Option<String>,
    /// Free properties.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties: Option<TagPatch>,
    /// The tags that decide; the platform asks for them, and all given tags decide when they are absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discriminate_by_tags: Option<Vec<String>>,
}

impl NewUser {
    /// A user with tags.
    #[must_use]
    pub fn new(tags: impl Into<TagPatch>) -> Self {
        Self { tags: tags.into(), ..Self::default() }
    }

    /// The tags that decide.
    #[must_use]
    pub fn discriminate_by_tags(mut self, tags: impl Into<Vec<String>>) -> Self {
        self.discriminate_by_tags = Some(tags.into());
        self
    }
}

/// The conversation to find by tags, or to create.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewConversation {
    /// The channel's name.
    pub channel: String,
    /// Its tags; `None` removes one from what was found.
    pub tags: TagPatch,
    /// Free properties.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties: Option<TagPatch>,
    /// The tags that decide; the platform asks for them, and all given tags decide when they are absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discriminate_by_tags: Option<Vec<String>>,
}

impl NewConversation {
    /// A conversation with tags.
    #[must_use]
    pub fn new(channel: impl Into<String>, tags: impl Into<TagPatch>) -> Self {
        Self { channel: channel.into(), tags: tags.into(), ..Self::default() }
    }

    /// The tags that decide.
    #[must_use]
    pub fn discriminate_by_tags(mut self, tags: impl Into<Vec<String>>) -> Self {
        self.discriminate_by_tags = Some(tags.into());
        self
    }
}

/// The message to find by tags, or to create.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewMessage {
    /// Its content.
    pub payload: Value,
    /// The message type's name in the channel, `type` on the wire.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its tags; `None` removes one from what was found.
    pub tags: TagPatch,
    /// Set when nobody wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// The tags that decide; the platform asks for them, and all given tags decide when they are absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discriminate_by_tags: Option<Vec<String>>,
}

impl NewMessage {
    /// A message with tags.
    #[must_use]
    pub fn new(kind: impl Into<String>, payload: impl Into<Value>, tags: impl Into<TagPatch>) -> Self {
        Self { payload: payload.into(), kind: kind.into(), tags: tags.into(), origin: None, discriminate_by_tags: None }
    }

    /// The tags that decide.
    #[must_use]
    pub fn discriminate_by_tags(mut self, tags: impl Into<Vec<String>>) -> Self {
        self.discriminate_by_tags = Some(tags.into());
        self
    }
}
