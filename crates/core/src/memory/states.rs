//! States of Botpress, as this process saw them last.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use serde_json::Value;

/// Payloads of states that are wanted at hand.
#[derive(Default)]
pub(crate) struct States(Mutex<HashMap<String, Option<Known>>>);

struct Known {
    /// By the monotonic clock.
    since: Duration,
    payload: Value,
}

impl States {
    /// The payload of the state `key`, if it was asked for at `since` or later; `null` when there was none.
    pub(crate) fn get(&self, key: &str, since: Duration) -> Option<Value> {
        let known = self.known();
        known.get(key)?.as_ref().filter(|known| known.since >= since).map(|known| known.payload.clone())
    }

    /// Has the state `key` kept from now on, whenever it is read or written.
    pub(crate) fn expect(&self, key: String) {
        self.known().entry(key).or_default();
    }

    /// Keeps what was asked for or written at `since`, unless something younger is known.
    pub(crate) fn update(&self, key: &str, since: Duration, payload: &Value) {
        if let Some(known) = self.known().get_mut(key)
            && known.as_ref().is_none_or(|known| known.since <= since)
        {
            *known = Some(Known { since, payload: payload.clone() });
        }
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, Option<Known>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
