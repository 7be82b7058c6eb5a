//! Lists the interfaces of the hub.

use crate::types::InterfaceSummary;

endpoint! {
    "listPublicInterfaces" GET "/v1/admin/hub/interfaces", idempotent: true;
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
