//! Changes a workspace, and answers it by itself and not in a member.

use crate::id::WorkspaceId;
use crate::types::Workspace;
use serde_json::Number;

endpoint! {
    "updateWorkspace" PUT "/v1/admin/workspaces/{id}", idempotent: true;
    path {
        /// The workspace.
        id: WorkspaceId,
    }
    body_optional {
        /// The new name.
        name: String,
        /// What it may spend.
        spending_limit: Number,
        /// What it says about itself.
        about: String,
        /// A URL of its picture.
        profile_picture: String,
        /// Whom to ask.
        contact_email: String,
        /// Its site.
        website: String,
        /// URLs of its accounts elsewhere.
        social_accounts: Vec<String>,
        /// Whether others see it.
        is_public: bool,
        /// The handle to claim.
        handle: String,
    }
    response as Workspace
}
