//! Starts a workflow.

use crate::id::{ConversationId, EventId, UserId, WorkflowId};
use crate::types::{Tags, Workflow, WorkflowStatus};
use serde_json::Value;

endpoint! {
    "createWorkflow" POST "/v1/chat/workflows" => CREATED, idempotent: false;
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
        /// Its tags.
        tags: Tags,
    }
    response {
        /// The workflow.
        workflow: Workflow,
    }
}
