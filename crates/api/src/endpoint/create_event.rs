//! Emits an event to the bot, now or later.

use crate::id::{ConversationId, MessageId, UserId, WorkflowId};
use crate::types::{Event, Schedule};
use serde_json::Value;

endpoint! {
    "createEvent" POST "/v1/chat/events" => CREATED, idempotent: false;
    body {
        /// The event's name: un-prefixed for the integration that declares it.
        kind = "type": String,
        /// Its content, in the form that the definition declares.
        payload: Value,
    }
    body_optional {
        /// When to send it; at once by default.
        schedule: Schedule,
        /// The conversation it belongs to.
        conversation_id: ConversationId,
        /// The user it belongs to.
        user_id: UserId,
        /// The workflow it belongs to.
        workflow_id: WorkflowId,
        /// The message it belongs to.
        message_id: MessageId,
    }
    response {
        /// The event.
        event: Event,
    }
}
