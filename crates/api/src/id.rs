//! One type per kind of identifier, so that a user's id cannot be passed where a conversation's is meant.
//!
//! Ids are opaque texts: any text is accepted. [`generate`](UserId::generate) makes new ones in the platform's form, a
//! prefix and a [ULID](https://github.com/ulid/spec), which sort by their time of creation.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

macro_rules! ids {
    ($( $(#[$meta:meta])* $name:ident = $prefix:literal ),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// What a [generated](Self::generate) id begins with, without the underscore.
            pub const PREFIX: &'static str = $prefix;

            #[doc = concat!("A new id, `", $prefix, "_<ULID>`, from the time in milliseconds since 1970 and random bytes.")]
            #[must_use]
            pub fn generate(unix_ms: u64, random: [u8; 10]) -> Self {
                Self(format!("{}_{}", Self::PREFIX, ulid(unix_ms, random)))
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The id as text, without a copy.
            #[must_use]
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&$name> for $name {
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl crate::query::Text for $name {
            fn to_text(&self) -> Cow<'_, str> {
                Cow::Borrowed(&self.0)
            }
            fn from_text(text: &str) -> Result<Self, String> {
                Ok(Self::from(text))
            }
        }
    )+};
}

ids! {
    /// A bot.
    BotId = "bot",
    /// A user: a person in an external system, or the bot itself.
    UserId = "user",
    /// A conversation.
    ConversationId = "conv",
    /// A message.
    MessageId = "msg",
    /// An event.
    EventId = "evt",
    /// A workflow.
    WorkflowId = "wrkflow",
    /// A stored state.
    StateId = "state",
    /// A file. Where an operation takes a file's id, its key is accepted as well.
    FileId = "file",
    /// One version of an integration; also the id under which states of scope `integration` are kept.
    IntegrationId = "intver",
    /// One installation of an integration in a bot, as addressed by webhooks.
    WebhookId = "webhook",
    /// A workspace.
    WorkspaceId = "wkspace",
    /// One version of an interface.
    InterfaceId = "ifver",
    /// One version of a plugin.
    PluginId = "plugver",
    /// A personal access token.
    PersonalAccessTokenId = "pat",
    /// An integration's API key.
    IntegrationApiKeyId = "iak",
    /// A bot's API key.
    BotApiKeyId = "bak",
}

/// 48 bits of time and 80 random bits in Crockford's base 32: 26 characters, the first of which carries three bits.
fn ulid(unix_ms: u64, random: [u8; 10]) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let low = random.iter().fold(0u128, |bits, byte| bits << 8 | u128::from(*byte));
    let bits = u128::from(unix_ms & 0xFFFF_FFFF_FFFF) << 80 | low;
    (0..26).rev().map(|digit| char::from(ALPHABET[(bits >> (digit * 5) & 31) as usize])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_id_is_its_prefix_and_a_ulid() {
        // The time part is the example of the ULID specification.
        assert_eq!(UserId::generate(1_469_918_176_385, [0; 10]), "user_01ARYZ6S410000000000000000");
        assert_eq!(IntegrationId::generate(0xFFFF_FFFF_FFFF, [0xFF; 10]), "intver_7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
        assert_eq!(FileId::generate(0, [0, 0, 0, 0, 0, 0, 0, 0, 0, 33]), "file_00000000000000000000000011");
    }

    #[test]
    fn generated_ids_sort_by_time() {
        assert!(UserId::generate(1_700_000_000_000, [0xFF; 10]) < UserId::generate(1_700_000_000_001, [0; 10]));
    }
}
