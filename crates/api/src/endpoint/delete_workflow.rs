//! Deletes a workflow.

use crate::id::WorkflowId;

endpoint! {
    "deleteWorkflow" DELETE "/v1/chat/workflows/{id}", idempotent: true;
    path {
        /// The workflow.
        id: WorkflowId,
    }
    response {}
}
