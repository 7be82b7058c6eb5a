//! Reads a conversation.

use crate::id::ConversationId;
use crate::types::Conversation;

endpoint! {
    "getConversation" GET "/v1/chat/conversations/{id}", idempotent: true;
    path {
        /// The conversation.
        id: ConversationId,
    }
    response {
        /// The conversation.
        conversation: Conversation,
    }
}
