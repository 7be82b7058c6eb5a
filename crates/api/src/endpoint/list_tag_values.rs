//! Lists the values that a tag has.

use serde::{Deserialize, Serialize};

endpoint! {
    "listTagValues" GET "/v1/chat/tags/{key}/values", idempotent: true;
    path {
        /// The tag.
        key: String,
    }
    query {
        /// Whose tag.
        kind = "type": TaggedKind,
    }
    query_optional {
        /// The page to answer, from the answer before.
        next_token: String,
        /// How many items a page has at most.
        page_size: u32,
    }
    response list tags: TagValue
}

open_enum! {
    /// What has tags.
    pub enum TaggedKind {
        /// Users.
        User = "user",
        /// Conversations.
        Conversation = "conversation",
        /// Messages.
        Message = "message",
    }
}

/// A value that a tag has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TagValue {
    /// The value.
    pub value: String,
}

impl TagValue {
    /// A value.
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self { value: value.into() }
    }
}
