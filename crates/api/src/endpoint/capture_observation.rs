//! Records something for the observation of the bot.

use crate::id::{ConversationId, EventId, MessageId, UserId};
use serde_json::Value;

endpoint! {
    "captureObservation" POST "/v1/chat/observations", idempotent: false;
    body {
        /// What it is.
        name: String,
        /// The facts.
        data: Value,
    }
    body_optional {
        /// An id of its own.
        id: String,
        /// The message it is about.
        message_id: MessageId,
        /// The event it is about.
        event_id: EventId,
        /// The conversation it is about.
        conversation_id: ConversationId,
        /// The user it is about.
        user_id: UserId,
        /// The error it is about.
        error_id: String,
        /// The trace it belongs to.
        trace_id: String,
    }
    response {}
}
