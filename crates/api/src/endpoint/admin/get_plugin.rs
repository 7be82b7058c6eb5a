//! Answers a plugin of the workspace.

use crate::id::PluginId;
use crate::types::Plugin;

endpoint! {
    "getPlugin" GET "/v1/admin/plugins/{id}", idempotent: true;
    path {
        /// The plugin's version.
        id: PluginId,
    }
    response {
        /// The plugin.
        plugin: Plugin,
    }
}
