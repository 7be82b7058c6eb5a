//! Reads a workflow.

use crate::id::WorkflowId;
use crate::types::Workflow;

endpoint! {
    "getWorkflow" GET "/v1/chat/workflows/{id}", idempotent: true;
    path {
        /// The workflow.
        id: WorkflowId,
    }
    response {
        /// The workflow.
        workflow: Workflow,
    }
}
