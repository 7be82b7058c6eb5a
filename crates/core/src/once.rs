//! The states with which [`Context::once`](crate::Context::once) keeps work from being done twice.
//!
//! List both in `#[integration(states(..))]`: `states(once::Done, once::Lease)` for [`Context::once`](crate::Context::once), and
//! with `<scope::User>` or `<scope::Conversation>` for what is kept per user or conversation. Nothing else is to be done with
//! them.

use std::{collections::BTreeMap, marker::PhantomData};

use serde::{Deserialize, Serialize};

use crate::{
    __private::schemars,
    context::LeaseState,
    definition::{StateDefinition, StateScope},
    member::{Member, State, scope},
    schema::schema_of,
};

/// What was done lately.
#[derive(Debug, Serialize, Deserialize)]
#[serde(transparent, bound = "")]
pub struct Done<S: scope::Scope = scope::Integration> {
    keys: Keys,
    #[serde(skip)]
    of: PhantomData<fn() -> S>,
}

#[derive(Debug, Default, Serialize, Deserialize, schemars::JsonSchema)]
struct Keys {
    /// When the work of each key was done, in seconds since 1970.
    keys: BTreeMap<String, u64>,
}

/// Who is at work.
#[derive(Debug, Serialize, Deserialize)]
#[serde(transparent, bound = "")]
pub struct Lease<S: scope::Scope = scope::Integration> {
    holder: Holder,
    #[serde(skip)]
    of: PhantomData<fn() -> S>,
}

#[derive(Debug, Serialize, Deserialize, schemars::JsonSchema)]
struct Holder {
    /// A random name of the work under way.
    holder: String,
}

/// How many keys are kept, and for how many seconds. Senders repeat within minutes; some within a day.
const MAX_KEYS: usize = 1000;
pub(crate) const MAX_AGE: u64 = 24 * 60 * 60;

impl<S: scope::Scope> Default for Done<S> {
    fn default() -> Self {
        Self { keys: Keys::default(), of: PhantomData }
    }
}

impl<S: scope::Scope> Done<S> {
    pub(crate) fn contains(&self, key: &str) -> bool {
        self.keys.keys.contains_key(key)
    }

    /// Adds a key, and drops those that are too old or too many.
    pub(crate) fn add(&mut self, key: String, now: u64) {
        let keys = &mut self.keys.keys;
        keys.retain(|_, at| now.saturating_sub(*at) < MAX_AGE);
        while keys.len() >= MAX_KEYS {
            let Some(oldest) = keys.iter().min_by_key(|(_, at)| **at).map(|(key, _)| key.clone()) else { break };
            keys.remove(&oldest);
        }
        keys.insert(key, now);
    }
}

impl<S: scope::Scope> LeaseState for Lease<S> {
    fn held_by(holder: String) -> Self {
        Self { holder: Holder { holder }, of: PhantomData }
    }

    fn holder(&self) -> &str {
        &self.holder.holder
    }
}

impl<S: scope::Scope> Member for Done<S> {
    const NAME: &'static str = match S::SCOPE {
        StateScope::Conversation => "conversationOnceDone",
        StateScope::User => "userOnceDone",
        StateScope::Integration => "onceDone",
    };
}

impl<S: scope::Scope> State for Done<S> {
    type Scope = S;

    fn definition() -> StateDefinition {
        StateDefinition::new(S::SCOPE, schema_of::<Keys>())
    }
}

impl<S: scope::Scope> Member for Lease<S> {
    const NAME: &'static str = match S::SCOPE {
        StateScope::Conversation => "conversationOnceLease",
        StateScope::User => "userOnceLease",
        StateScope::Integration => "onceLease",
    };
}

impl<S: scope::Scope> State for Lease<S> {
    type Scope = S;

    fn definition() -> StateDefinition {
        StateDefinition::new(S::SCOPE, schema_of::<Holder>())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{definition::limits::STATE_PAYLOAD_BYTES, schema::encode};

    #[test]
    fn what_is_kept_is_bounded_in_number_and_age() {
        let mut done = Done::<scope::User>::default();
        for second in 0..2_000 {
            done.add(format!("{second:064}"), second);
        }
        assert_eq!(done.keys.keys.len(), MAX_KEYS);
        assert!(!done.contains(&format!("{:064}", 999)));
        assert!(done.contains(&format!("{:064}", 1_000)));
        assert!(encode(&done).unwrap().to_string().len() < STATE_PAYLOAD_BYTES);

        done.add("later".to_owned(), 1_500 + MAX_AGE);
        assert!(!done.contains(&format!("{:064}", 1_500)));
        assert!(done.contains(&format!("{:064}", 1_501)));
    }

    #[test]
    fn each_owner_has_states_of_its_own() {
        let names = [Done::<scope::Integration>::NAME, Done::<scope::User>::NAME, Done::<scope::Conversation>::NAME];
        assert_eq!(names, ["onceDone", "userOnceDone", "conversationOnceDone"]);
        let names = [Lease::<scope::Integration>::NAME, Lease::<scope::User>::NAME, Lease::<scope::Conversation>::NAME];
        assert_eq!(names, ["onceLease", "userOnceLease", "conversationOnceLease"]);
        let user = Done::<scope::User>::definition();
        assert_eq!(user.scope, StateScope::User);
        assert_eq!(user.schema["properties"]["keys"]["additionalProperties"]["type"], json!("integer"));
    }
}
