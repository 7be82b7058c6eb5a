//! Calls an action of an integration of the bot.

use crate::types::CachedMeta;
use serde_json::Value;

endpoint! {
    "callAction" POST "/v1/chat/actions", idempotent: false;
    body {
        /// The action: `<alias>:<action>` from a bot.
        kind = "type": String,
        /// Its input.
        input: Value,
    }
    response {
        /// What the action answered.
        #[serde(default)]
        output: Value,
        /// Whether it came from a cache.
        #[serde(default)]
        meta: CachedMeta,
    }
}
