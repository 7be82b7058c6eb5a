//! Puts a message in a conversation. From an integration it is incoming and goes to the bot; from a bot it is outgoing.

use crate::id::{ConversationId, UserId};
use crate::types::{Message, Origin, Schedule, Tags};
use serde_json::Value;

endpoint! {
    "createMessage" POST "/v1/chat/messages" => CREATED, idempotent: false;
    body {
        /// Its content, in the form that its type declares.
        payload: Value,
        /// Its author.
        user_id: UserId,
        /// The conversation to put it in.
        conversation_id: ConversationId,
        /// The message type's name in the channel.
        kind = "type": String,
        /// Its tags.
        tags: Tags,
    }
    body_optional {
        /// When to send it; at once by default.
        schedule: Schedule,
        /// Set when nobody wrote the message.
        origin: Origin,
    }
    response {
        /// The message.
        message: Message,
    }
}
