//! Strings that nobody may see.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Error as _, Serialize, Serializer};

use crate::__private::schemars;

/// A string that is never printed: a password, a token, a key.
///
/// `Debug` and `Display` write `[secret]`. Only the SDK's own encoder ([`encode`](super::encode)) serialises it, since a
/// state may hold a token; every other serialiser gets an error, so that it cannot reach a log by way of JSON. In a schema it
/// is a string that the Studio shows as a password field.
#[derive(Clone, Default, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a string.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The string itself. What it goes into from here is the caller's concern.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Takes the string out.
    pub fn into_exposed(self) -> String {
        self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self(value)
    }
}

impl From<&str> for Secret {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl PartialEq for Secret {
    /// Takes the same time wherever two secrets of one length differ.
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (self.0.as_bytes(), other.0.as_bytes());
        let difference = a.iter().zip(b).fold(0, |difference, (a, b)| difference | (a ^ b));
        a.len() == b.len() && std::hint::black_box(difference) == 0
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if EXPOSED.get() {
            serializer.serialize_str(&self.0)
        } else {
            Err(S::Error::custom("a secret is not serialised: call `expose()` where its text is really wanted"))
        }
    }
}

thread_local! {
    /// Whether the SDK's own encoder is at work on this thread.
    static EXPOSED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `encode`, within which secrets serialise.
pub(super) fn expose_secrets<T>(encode: impl FnOnce() -> T) -> T {
    /// Puts the old value back, also when `encode` panics.
    struct Restore(bool);

    impl Drop for Restore {
        fn drop(&mut self) {
            EXPOSED.set(self.0);
        }
    }

    let _restore = Restore(EXPOSED.replace(true));
    encode()
}

impl schemars::JsonSchema for Secret {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Secret".into()
    }

    fn schema_id() -> Cow<'static, str> {
        "botpress::Secret".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "x-zui": { "secret": true } })
    }
}
