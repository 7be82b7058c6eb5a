//! Deletes a conversation and its messages.

use crate::id::ConversationId;

endpoint! {
    "deleteConversation" DELETE "/v1/chat/conversations/{id}", idempotent: true;
    path {
        /// The conversation.
        id: ConversationId,
    }
    response {}
}
