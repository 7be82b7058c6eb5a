//! Reads a user who takes part in a conversation; others are not found.

use crate::id::{ConversationId, UserId};
use crate::types::User;

endpoint! {
    "getParticipant" GET "/v1/chat/conversations/{id}/participants/{userId}", idempotent: true;
    path {
        /// The conversation.
        id: ConversationId,
        /// The user.
        user_id: UserId,
    }
    response {
        /// The user.
        participant: User,
    }
}
