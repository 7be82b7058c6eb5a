//! Sets or removes the expiry of a state.

use crate::types::{State, StateKind};

endpoint! {
    "setStateExpiry" POST "/v1/chat/states/{type}/{id}/{name}/expiry", idempotent: true;
    path {
        /// What the state is kept for.
        kind: StateKind,
        /// The id of the conversation, user, bot, integration or workflow.
        id: String,
        /// The state's name in the definition.
        name: String,
    }
    body {
        /// Milliseconds without a change after which the state is forgotten, at most 2 592 000 000 (30 days); `None`
        /// for never.
        expiry: Option<u64>,
    }
    response {
        /// The state.
        state: State,
    }
}
