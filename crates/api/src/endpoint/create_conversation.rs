//! Creates a conversation. Nobody takes part in it yet.

use crate::types::{Conversation, Tags};

endpoint! {
    "createConversation" POST "/v1/chat/conversations" => CREATED, idempotent: false;
    body {
        /// The channel's name in the integration's definition.
        channel: String,
        /// Its tags.
        tags: Tags,
    }
    body_optional {
        /// Free properties.
        properties: Tags,
        /// The integration to act for, when a bot calls. Deprecated by the platform.
        integration_name: String,
    }
    response {
        /// The conversation.
        conversation: Conversation,
    }
}
