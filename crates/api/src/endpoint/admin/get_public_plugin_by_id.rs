//! Answers a plugin of the hub.

use crate::id::PluginId;
use crate::types::Plugin;

endpoint! {
    "getPublicPluginById" GET "/v1/admin/hub/plugins/{id}", idempotent: true;
    path {
        /// The plugin's version.
        id: PluginId,
    }
    response {
        /// The plugin.
        plugin: Plugin,
    }
}
