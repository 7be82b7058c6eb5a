//! Takes a user out of a conversation.

use crate::id::{ConversationId, UserId};

endpoint! {
    "removeParticipant" DELETE "/v1/chat/conversations/{id}/participants/{userId}", idempotent: true;
    path {
        /// The conversation.
        id: ConversationId,
        /// The user.
        user_id: UserId,
    }
    response {}
}
