//! Changes tags and properties of a conversation.

use crate::id::ConversationId;
use crate::types::{Conversation, TagPatch};

endpoint! {
    "updateConversation" PUT "/v1/chat/conversations/{id}", idempotent: true;
    path {
        /// The conversation.
        id: ConversationId,
    }
    body_optional {
        /// Changes to its tags; `None` removes.
        tags: TagPatch,
        /// Changes to its properties; `None` removes.
        properties: TagPatch,
    }
    response {
        /// The conversation.
        conversation: Conversation,
    }
}
