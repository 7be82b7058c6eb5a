//! Lists conversations.

use crate::id::UserId;
use crate::types::{Conversation, SortDirection, Tags, TimeField};

endpoint! {
    "listConversations" GET "/v1/chat/conversations", idempotent: true;
    query_optional {
        /// The page to answer, from the answer before.
        next_token: String,
        /// How many items a page has at most.
        page_size: u32,
        /// By what to sort.
        sort_field: TimeField,
        /// Which way to sort; newest first by default.
        sort_direction: SortDirection,
        /// Only those with all of these tags.
        tags: Tags,
        /// Only those in which all of these users take part.
        participant_ids: Vec<UserId>,
        /// Only those of this integration.
        integration_name: String,
        /// Only those in this channel.
        channel: String,
        /// Only those created at this time or later, ISO 8601.
        after_date: String,
        /// Only those created at this time or earlier, ISO 8601.
        before_date: String,
        /// Only those with at least as many messages.
        min_message_count: u64,
        /// Only those with at most as many messages.
        max_message_count: u64,
    }
    response list conversations: Conversation
}
