//! Sets the given keys of a state and leaves the others.

use crate::types::{State, StateKind};
use serde_json::Value;

endpoint! {
    "patchState" PATCH "/v1/chat/states/{type}/{id}/{name}", idempotent: true;
    path {
        /// What the state is kept for.
        kind: StateKind,
        /// The id of the conversation, user, bot, integration or workflow.
        id: String,
        /// The state's name in the definition.
        name: String,
    }
    body {
        /// The keys to set.
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
    }
}
