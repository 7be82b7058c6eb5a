//! States of Botpress, as this process saw them last.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use serde_json::Value;

/// Payloads of states, and since when they are known, by the monotonic clock.
#[derive(Default)]
pub(crate) struct States(Mutex<HashMap<String, Known>>);

struct Known {
    since: Duration,
    payload: Value,
}

impl States {
    /// The payload of the state `key`, if it was asked for at `since` or later; `null` when there was none.
    pub(crate) fn get(&self, key: &str, since: Duration) -> Option<Value> {
        self.known().get(key).filter(|known| known.since >= since).map(|known| known.payload.clone())
    }

    /// Keeps what was read, unless something younger is known.
    pub(crate) fn keep(&self, key: String, since: Duration, payload: Value) {
        let mut known = self.known();
        if known.get(&key).is_none_or(|known| known.since <= since) {
            known.insert(key, Known { since, payload });
        }
    }

    /// Keeps what was written, when the state is one that is kept.
    pub(crate) fn update(&self, key: &str, since: Duration, payload: &Value) {
        if let Some(known) = self.known().get_mut(key) {
            *known = Known { since, payload: payload.clone() };
        }
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
