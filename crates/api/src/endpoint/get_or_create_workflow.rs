//! Finds the workflow that is meant, or starts one.

use crate::id::{ConversationId, EventId, UserId, WorkflowId};
use crate::types::{CreatedMeta, Tags, Workflow, WorkflowStatus, WorkflowStatusGroup};
use serde_json::Value;

endpoint! {
    "getOrCreateWorkflow" POST "/v1/chat/workflows/get-or-create", idempotent: true;
    body {
        /// The workflow's name in the bot's definition.
        name: String,
        /// The status to begin with.
        status: WorkflowStatus,
    }
    body_optional {
        /// What it starts with; nothing by default.
        input: Value,
        /// The workflow that starts it.
        parent_workflow_id: WorkflowId,
        /// The conversation it belongs to.
        conversation_id: ConversationId,
        /// The user it belongs to.
        user_id: UserId,
        /// The event that starts it.
        event_id: EventId,
        /// When it ends by itself, ISO 8601.
        timeout_at: String,
        /// Its tags: those of the workflow that is meant.
        tags: Tags,
        /// Compares these tags only; without it, all given tags have to match an existing workflow exactly.
        discriminate_by_tags: Vec<String>,
        /// Only one that is under way, or one that has ended.
        discriminate_by_status_group: WorkflowStatusGroup,
    }
    response {
        /// The workflow.
        workflow: Workflow,
        /// Whether it was created now.
        #[serde(default)]
        meta: CreatedMeta,
    }
}
