//! Lists workflows.

use crate::id::{ConversationId, UserId, WorkflowId};
use crate::types::{Tags, Workflow, WorkflowStatus};

endpoint! {
    "listWorkflows" GET "/v1/chat/workflows", idempotent: true;
    query_optional {
        /// The page to answer, from the answer before.
        next_token: String,
        /// How many items a page has at most.
        page_size: u32,
        /// Only those with all of these tags.
        tags: Tags,
        /// Only those of this conversation.
        conversation_id: ConversationId,
        /// Only those of this user.
        user_id: UserId,
        /// Only those that this one started.
        parent_workflow_id: WorkflowId,
        /// Only those in one of these statuses.
        statuses: Vec<WorkflowStatus>,
        /// Only those with this name.
        name: String,
    }
    response list workflows: Workflow
}
