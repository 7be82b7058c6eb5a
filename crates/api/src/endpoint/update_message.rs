//! Changes tags and content of a message. Its type stays.

use crate::id::MessageId;
use crate::types::{Message, TagPatch};
use serde_json::Value;

endpoint! {
    "updateMessage" PUT "/v1/chat/messages/{id}", idempotent: true;
    path {
        /// The message.
        id: MessageId,
    }
    body_optional {
        /// Changes to its tags; `None` removes.
        tags: TagPatch,
        /// The new content.
        payload: Value,
    }
    response {
        /// The message.
        message: Message,
    }
}
