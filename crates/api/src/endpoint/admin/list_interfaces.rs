//! Lists the interfaces of the workspace.

use crate::types::InterfaceSummary;

endpoint! {
    "listInterfaces" GET "/v1/admin/interfaces", idempotent: true;
    query_optional {
        /// The page to answer, from the answer before.
        next_token: String,
        /// Only those with this name.
        name: String,
        /// Only this version.
        version: String,
    }
    response list interfaces: InterfaceSummary
}
