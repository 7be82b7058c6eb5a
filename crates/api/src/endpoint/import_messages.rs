//! Adds messages from the past, at most 100 at once, and only those that do not match an existing one. On partial
//! failure the error carries `resolvedMessages` and `failedMessages`.

use crate::id::{ConversationId, UserId};
use crate::types::{Message, Tags};
use serde::{Deserialize, Serialize};
use serde_json::Value;

endpoint! {
    "importMessages" POST "/v1/chat/messages/import-messages", idempotent: false;
    body {
        /// The messages.
        messages: Vec<ImportedMessage>,
    }
    response {
        /// The messages.
        #[serde(default)]
        messages: Vec<Message>,
    }
}

/// A message from the past.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ImportedMessage {
    /// Its content.
    pub payload: Value,
    /// Its author.
    pub user_id: UserId,
    /// The conversation to put it in.
    pub conversation_id: ConversationId,
    /// The message type's name in the channel, `type` on the wire.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its tags.
    pub tags: Tags,
    /// When it was written, ISO 8601.
    pub created_at: String,
    /// The tags that decide whether it is there already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discriminate_by_tags: Option<Vec<String>>,
}

impl ImportedMessage {
    /// A message without tags.
    #[must_use]
    pub fn new(
        conversation_id: impl Into<ConversationId>,
        user_id: impl Into<UserId>,
        created_at: impl Into<String>,
        kind: impl Into<String>,
        payload: impl Into<Value>,
    ) -> Self {
        Self {
            payload: payload.into(),
            user_id: user_id.into(),
            conversation_id: conversation_id.into(),
            kind: kind.into(),
            tags: Tags::new(),
            created_at: created_at.into(),
            discriminate_by_tags: None,
        }
    }

    /// The same with tags, and those among them that decide whether it is there already.
    #[must_use]
    pub fn tags<K: Into<String>>(
        mut self,
        tags: impl Into<Tags>,
        discriminate_by: impl IntoIterator<Item = K>,
    ) -> Self {
        self.tags = tags.into();
        self.discriminate_by_tags = Some(discriminate_by.into_iter().map(Into::into).collect());
        self
    }
}
