//! Lists the plugins of the hub.

use crate::types::Plugin;

endpoint! {
    "listPublicPlugins" GET "/v1/admin/hub/plugins", idempotent: true;
    query_optional {
        /// The page to answer, from the answer before.
        next_token: String,
        /// Only those with this name.
        name: String,
        /// Only this version.
        version: String,
    }
    response list plugins: Plugin
}
