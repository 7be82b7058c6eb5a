use crate::id::{ConversationId, UserId, WorkflowId};

object! {
    /// A line of a log of an integration or a bot.
    pub struct LogEntry {
        given {
            /// When it was written.
            timestamp: String,
            /// How grave it is: `debug`, `info`, `warn`, `error`.
            level: String,
            /// The line.
            message: String,
        }
        optional {
            /// The workflow it is about.
            workflow_id: WorkflowId,
            /// The user it is about.
            user_id: UserId,
            /// The conversation it is about.
            conversation_id: ConversationId,
        }
    }
}
