//! Answers a plugin of the workspace by its name.

use crate::types::Plugin;

endpoint! {
    "getPluginByName" GET "/v1/admin/plugins/{name}/{version}", idempotent: true;
    path {
        /// The plugin's name.
        name: String,
        /// The version: exact, `latest`, or a range like `<1.2.3`, of which the highest is meant.
        version: String,
    }
    response {
        /// The plugin.
        plugin: Plugin,
    }
}
