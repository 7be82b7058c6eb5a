//! Lists the workspaces that everybody sees.

use crate::id::WorkspaceId;
use crate::types::PublicWorkspace;

endpoint! {
    "listPublicWorkspaces" GET "/v1/admin/workspaces/public", idempotent: true;
    query_optional {
        /// The page to answer, from the answer before.
        next_token: String,
        /// Only these.
        workspace_ids: Vec<WorkspaceId>,
        /// Only those that fit this text.
        search: String,
    }
    response list workspaces: PublicWorkspace
}
