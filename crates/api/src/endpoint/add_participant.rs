//! Lets a user take part in a conversation. Doing it again changes nothing.

use crate::id::{ConversationId, UserId};
use crate::types::User;

endpoint! {
    "addParticipant" POST "/v1/chat/conversations/{id}/participants", idempotent: true;
    path {
        /// The conversation.
        id: ConversationId,
    }
    body {
        /// The user.
        user_id: UserId,
    }
    response {
        /// The user.
        participant: User,
    }
}
