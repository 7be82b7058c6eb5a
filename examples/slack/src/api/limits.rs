//! Which methods Slack wants to be left alone with, and until when.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use botpress_sdk::Secret;

/// Slack counts the calls of each method, workspace by workspace. What it holds back in one call is held back in all of this
/// process, instead of asking again and again.
#[derive(Debug, Default)]
pub(crate) struct Limits(Mutex<HashMap<Key, Duration>>);

/// The method, and the token that stands for the workspace.
type Key = (&'static str, u64);

impl Limits {
    /// How long to wait at `now` before a call.
    pub(super) fn wait(&self, method: &'static str, token: Option<&Secret>, now: Duration) -> Duration {
        let until = self.entries().get(&key(method, token)).copied().unwrap_or_default();
        until.saturating_sub(now)
    }

    /// Holds calls back until `until`.
    pub(super) fn hold(&self, method: &'static str, token: Option<&Secret>, until: Duration) {
        let mut entries = self.entries();
        // There are few at a time: those that are over are not worth a clock of their own.
        let latest = entries.values().max().copied().unwrap_or_default();
        entries.retain(|_, other| *other + Duration::from_secs(600) > latest);
        entries.insert(key(method, token), until);
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<Key, Duration>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A token stays a secret: what is kept of it is a number that does not lead back to it.
fn key(method: &'static str, token: Option<&Secret>) -> Key {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};

    let mut hasher = DefaultHasher::new();
    token.map(Secret::expose).hash(&mut hasher);
    (method, hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_limit_is_that_of_one_method_and_one_workspace_and_ends() {
        let (limits, token) = (Limits::default(), Secret::new("xoxb-1"));
        limits.hold("users.list", Some(&token), SECOND * 30);
        assert_eq!(limits.wait("users.list", Some(&token), SECOND * 10), SECOND * 20);
        assert_eq!(limits.wait("users.list", Some(&token), SECOND * 31), Duration::ZERO);
        assert_eq!(limits.wait("users.info", Some(&token), SECOND * 10), Duration::ZERO);
        assert_eq!(limits.wait("users.list", Some(&Secret::new("xoxb-2")), SECOND * 10), Duration::ZERO);
    }
}
