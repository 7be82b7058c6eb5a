//! Lists events.

use crate::id::{ConversationId, MessageId, UserId, WorkflowId};
use crate::types::{Event, EventStatus};

endpoint! {
    "listEvents" GET "/v1/chat/events", idempotent: true;
    query_optional {
        /// The page to answer, from the answer before.
        next_token: String,
        /// How many items a page has at most.
        page_size: u32,
        /// Only those with this name.
        kind = "type": String,
        /// Only those of this conversation.
        conversation_id: ConversationId,
        /// Only those of this user.
        user_id: UserId,
        /// Only those of this message.
        message_id: MessageId,
        /// Only those of this workflow.
        workflow_id: WorkflowId,
        /// Only those in this status.
        status: EventStatus,
    }
    response list events: Event
}
