//! Lists the workspaces that the caller may use.

use crate::types::Workspace;

endpoint! {
    "listWorkspaces" GET "/v1/admin/workspaces", idempotent: true;
    query_optional {
        /// The page to answer, from the answer before.
        next_token: String,
        /// Only the one with this handle.
        handle: String,
    }
    response list workspaces: Workspace
}
