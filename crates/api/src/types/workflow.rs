use super::{Object, Tags, without_nulls};
use crate::id::{ConversationId, UserId, WorkflowId};
use serde::{Deserialize, Serialize};

/// A longer piece of a bot's work, which may wait and be continued.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Workflow {
    /// Its id.
    pub id: WorkflowId,
    /// When it was created.
    #[serde(default)]
    pub created_at: String,
    /// When it was last changed.
    #[serde(default)]
    pub updated_at: String,
    /// The workflow's name in the bot's definition.
    #[serde(default)]
    pub name: String,
    /// How far it is.
    #[serde(default)]
    pub status: WorkflowStatus,
    /// What it was started with.
    #[serde(default)]
    pub input: Object,
    /// What it gave.
    #[serde(default)]
    pub output: Object,
    /// The workflow that started it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_workflow_id: Option<WorkflowId>,
    /// The conversation it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<ConversationId>,
    /// The user it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// When it was completed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<String>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_reason: Option<String>,
    /// When it ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_at: Option<String>,
    /// Its tags.
    #[serde(default, deserialize_with = "without_nulls")]
    pub tags: Tags,
}

impl Workflow {
    /// A workflow that has nothing yet.
    #[must_use]
    pub fn new(
        id: impl Into<WorkflowId>,
        created_at: impl Into<String>,
        name: impl Into<String>,
        status: WorkflowStatus,
    ) -> Self {
        let created_at = created_at.into();
        Self {
            id: id.into(),
            updated_at: created_at.clone(),
            created_at,
            name: name.into(),
            status,
            input: Object::new(),
            output: Object::new(),
            parent_workflow_id: None,
            conversation_id: None,
            user_id: None,
            completed_at: None,
            failure_reason: None,
            timeout_at: None,
            tags: Tags::new(),
        }
    }
}

open_enum! {
    /// How far a workflow is.
    pub enum WorkflowStatus {
        /// Created, not yet started.
        Pending = "pending",
        /// Being worked on.
        InProgress = "in_progress",
        /// Waiting to be continued.
        Listening = "listening",
        /// Put aside.
        Paused = "paused",
        /// Done.
        Completed = "completed",
        /// It failed.
        Failed = "failed",
        /// It took too long.
        TimedOut = "timedout",
        /// Somebody stopped it.
        Cancelled = "cancelled",
    }
}

open_enum! {
    /// Whether workflows go on.
    pub enum WorkflowStatusGroup {
        /// They may.
        Active = "active",
        /// They have ended, one way or another.
        Finished = "finished",
    }
}
