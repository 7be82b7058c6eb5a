//! Lists the users who take part in a conversation.

use crate::id::ConversationId;
use crate::types::User;

endpoint! {
    "listParticipants" GET "/v1/chat/conversations/{id}/participants", idempotent: true;
    path {
        /// The conversation.
        id: ConversationId,
    }
    query_optional {
        /// The page to answer, from the answer before.
        next_token: String,
        /// How many items a page has at most.
        page_size: u32,
    }
    response list participants: User
}
