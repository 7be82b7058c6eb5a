//! Finds the conversation with these tags in the channel and updates it, or creates it.

use crate::types::{Conversation, CreatedMeta, TagPatch};

endpoint! {
    "getOrCreateConversation" POST "/v1/chat/conversations/get-or-create", idempotent: true;
    body {
        /// The channel's name in the integration's definition.
        channel: String,
        /// Its tags; `None` removes one from what was found.
        tags: TagPatch,
    }
    body_optional {
        /// Free properties; `None` removes.
        properties: TagPatch,
        /// The tags that decide whether there is one already, and the others are only written. By default all given
        /// tags decide.
        discriminate_by_tags: Vec<String>,
        /// The integration to act for, when a bot calls. Deprecated by the platform.
        integration_name: String,
    }
    response {
        /// The conversation.
        conversation: Conversation,
        /// Whether it was created now.
        #[serde(default)]
        meta: CreatedMeta,
    }
}
