//! Answers what a bot has logged.

use crate::id::{BotId, ConversationId, UserId, WorkflowId};
use crate::types::LogEntry;

endpoint! {
    "getBotLogs" GET "/v1/admin/bots/{id}/logs", idempotent: true;
    path {
        /// The bot.
        id: BotId,
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
        /// Only lines about this workflow.
        workflow_id: WorkflowId,
        /// Only lines about this conversation.
        conversation_id: ConversationId,
        /// Only lines with this text.
        message_contains: String,
        /// The page to answer, from the answer before.
        next_token: String,
    }
    response list logs: LogEntry, token beside
}
