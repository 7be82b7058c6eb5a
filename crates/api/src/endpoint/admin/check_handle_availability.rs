//! Tells whether a handle can be claimed.

use crate::id::WorkspaceId;

endpoint! {
    "checkHandleAvailability" PUT "/v1/admin/workspaces/handle-availability", idempotent: true;
    body {
        /// The handle.
        handle: String,
    }
    response {
        /// Whether it can be claimed.
        #[serde(default)]
        available: bool,
        /// Others that can be claimed.
        #[serde(default)]
        suggestions: Vec<String>,
        /// The workspace that has it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        used_by: Option<WorkspaceId>,
    }
}
