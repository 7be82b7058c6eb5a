//! Reads a state, or sets it when there is none.

use crate::types::{CachedMeta, State, StateKind};
use serde_json::Value;

endpoint! {
    "getOrSetState" POST "/v1/chat/states/{type}/{id}/{name}/get-or-set", idempotent: true;
    path {
        /// What the state is kept for.
        kind: StateKind,
        /// The id of the conversation, user, bot, integration or workflow.
        id: String,
        /// The state's name in the definition.
        name: String,
    }
    body {
        /// The value if there is none.
        payload: Value,
    }
    body_patch {
        /// Milliseconds without a change after which the state is forgotten, at most 2 592 000 000 (30 days). By
        /// default never.
        expiry: u64,
    }
    response {
        /// The state.
        state: State,
        /// Whether it came from a cache.
        #[serde(default)]
        meta: CachedMeta,
    }
}
