//! Reads a state; one that was never set, or has expired, is not found.

use crate::types::{CachedMeta, State, StateKind};

endpoint! {
    "getState" GET "/v1/chat/states/{type}/{id}/{name}", idempotent: true;
    path {
        /// What the state is kept for.
        kind: StateKind,
        /// The id of the conversation, user, bot, integration or workflow.
        id: String,
        /// The state's name in the definition.
        name: String,
    }
    response {
        /// The state.
        state: State,
        /// Whether it came from a cache.
        #[serde(default)]
        meta: CachedMeta,
    }
}
