//! Answers a workspace, by itself and not in a member.

use crate::id::WorkspaceId;
use crate::types::Workspace;

endpoint! {
    "getWorkspace" GET "/v1/admin/workspaces/{id}", idempotent: true;
    path {
        /// The workspace.
        id: WorkspaceId,
    }
    response as Workspace
}
