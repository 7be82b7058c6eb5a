//! Finds the message with these tags in the conversation and updates it, or creates it.

use crate::id::{ConversationId, UserId};
use crate::types::{CreatedMeta, Message, Origin, Schedule, TagPatch};
use serde_json::Value;

endpoint! {
    "getOrCreateMessage" POST "/v1/chat/messages/get-or-create", idempotent: true;
    body {
        /// Its author.
        user_id: UserId,
        /// The conversation to put it in.
        conversation_id: ConversationId,
        /// The message type's name in the channel.
        kind = "type": String,
        /// Its tags; `None` removes one from what was found.
        tags: TagPatch,
    }
    body_optional {
        /// Its content; left as it is when absent and the message exists.
        payload: Value,
        /// The tags that decide whether there is one already, and the others are only written. By default all given
        /// tags decide.
        discriminate_by_tags: Vec<String>,
        /// When to send it; at once by default.
        schedule: Schedule,
        /// Set when nobody wrote the message.
        origin: Origin,
    }
    response {
        /// The message.
        message: Message,
        /// Whether it was created now.
        #[serde(default)]
        meta: CreatedMeta,
    }
}
