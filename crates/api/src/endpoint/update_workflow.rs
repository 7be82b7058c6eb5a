//! Changes a workflow.

use crate::id::{EventId, UserId, WorkflowId};
use crate::types::{TagPatch, Workflow, WorkflowStatus};
use serde_json::Value;

endpoint! {
    "updateWorkflow" PUT "/v1/chat/workflows/{id}", idempotent: true;
    path {
        /// The workflow.
        id: WorkflowId,
    }
    body_optional {
        /// The new status.
        status: WorkflowStatus,
        /// What it gave.
        output: Value,
        /// Why it failed.
        failure_reason: String,
        /// When it ends by itself, ISO 8601.
        timeout_at: String,
        /// The user it belongs to.
        user_id: UserId,
        /// The event that continues it.
        event_id: EventId,
        /// Changes to its tags; `None` removes.
        tags: TagPatch,
    }
    response {
        /// The workflow.
        workflow: Workflow,
    }
}
