//! Answers what an integration has logged.

use crate::id::{ConversationId, IntegrationId, UserId};
use crate::types::LogEntry;

endpoint! {
    "getIntegrationLogs" GET "/v1/admin/integrations/{id}/logs", idempotent: true;
    path {
        /// The integration's version.
        id: IntegrationId,
    }
    query {
        /// The time of the oldest line, ISO 8601.
        time_start: String,
    }
    query_optional {
        /// The time of the newest line, ISO 8601.
        time_end: String,
        /// Only lines of this level.
        level: String,
        /// Only lines about this user.
        user_id: UserId,
        /// Only lines about this conversation.
        conversation_id: ConversationId,
        /// Only lines with this text.
        message_contains: String,
        /// The page to answer, from the answer before.
        next_token: String,
    }
    response list logs: LogEntry, token beside
}
