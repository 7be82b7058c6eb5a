//! Lists users.

use crate::id::ConversationId;
use crate::types::{SortDirection, Tags, TimeField, User};

endpoint! {
    "listUsers" GET "/v1/chat/users", idempotent: true;
    query_optional {
        /// The page to answer, from the answer before.
        next_token: String,
        /// How many items a page has at most.
        page_size: u32,
        /// Only those who took part in this conversation.
        conversation_id: ConversationId,
        /// Only those with all of these tags.
        tags: Tags,
        /// Only those whose time is this one or later, ISO 8601.
        after_date: String,
        /// Only those whose time is this one or earlier, ISO 8601.
        before_date: String,
        /// Which time the dates are about; the creation by default.
        range_field: TimeField,
        /// By what to sort.
        sort_field: TimeField,
        /// Which way to sort; newest first by default.
        sort_direction: SortDirection,
    }
    response list users: User
}
