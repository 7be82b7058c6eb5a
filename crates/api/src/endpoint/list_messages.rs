//! Lists messages, newest first.

use crate::id::ConversationId;
use crate::types::{Message, Tags};

endpoint! {
    "listMessages" GET "/v1/chat/messages", idempotent: true;
    query_optional {
        /// The page to answer, from the answer before.
        next_token: String,
        /// How many items a page has at most.
        page_size: u32,
        /// Only those of this conversation.
        conversation_id: ConversationId,
        /// Only those with all of these tags.
        tags: Tags,
        /// Only those created at this time or later, ISO 8601.
        after_date: String,
        /// Only those created at this time or earlier, ISO 8601.
        before_date: String,
    }
    response list messages: Message
}
