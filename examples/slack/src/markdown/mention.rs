//! Mentions of users beside a text, by their places in it.

use std::{fmt, ops::Range};

use botpress_sdk::prelude::*;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Unexpected, Visitor},
};

/// A user who is mentioned in a text.
///
/// `start` and `end` count the units of JavaScript's strings (UTF-16), as all of Botpress does, and enclose the user's name as it
/// stands in the text: an emoji before it counts twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
pub struct Mention {
    /// What is mentioned: `user`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where the name begins.
    #[botpress(schema_as = f64)]
    pub start: Offset,
    /// Where it has ended.
    #[botpress(schema_as = f64)]
    pub end: Offset,
    /// Who it is.
    pub user: MentionedUser,
}

/// Who is mentioned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
pub struct MentionedUser {
    /// Botpress's id of the user in messages to the bot, Slack's in messages of the bot.
    pub id: String,
    /// The name as it stands in the text.
    pub name: String,
}

impl Mention {
    /// A mention of a user at a place in a text.
    #[must_use]
    pub fn user(place: Range<usize>, user: MentionedUser) -> Self {
        Self { kind: "user".to_owned(), start: Offset(place.start), end: Offset(place.end), user }
    }

    /// The place in bytes; `None` when there is no such place, or when it cuts a character in two.
    #[must_use]
    pub fn place_in(&self, text: &str) -> Option<Range<usize>> {
        let place = byte_of(text, self.start.0)?..byte_of(text, self.end.0)?;
        (place.start < place.end).then_some(place)
    }
}

/// A place in a text, in UTF-16 units.
///
/// Any number can be read, since a bot that counts wrongly should still be heard: what is before the text's beginning is taken as
/// behind its end, where there is nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Offset(pub usize);

impl<'de> Deserialize<'de> for Offset {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;

        impl Visitor<'_> for Number {
            type Value = Offset;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number")
            }

            fn visit_u64<E>(self, number: u64) -> Result<Offset, E> {
                Ok(Offset(usize::try_from(number).unwrap_or(usize::MAX)))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Offset, E> {
                Ok(Offset(usize::try_from(number).unwrap_or(usize::MAX)))
            }

            fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Offset, E> {
                if number.is_nan() {
                    return Err(E::invalid_value(Unexpected::Float(number), &self));
                }
                Ok(Offset(if number < 0.0 { usize::MAX } else { number as usize }))
            }
        }

        deserializer.deserialize_any(Number)
    }
}

/// The length of a text in UTF-16 units.
pub(crate) fn utf16_len(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// The byte at which a UTF-16 unit begins; `None` behind the end and within a character.
fn byte_of(text: &str, unit: usize) -> Option<usize> {
    let mut units = 0;
    for (byte, c) in text.char_indices() {
        if units >= unit {
            return (units == unit).then_some(byte);
        }
        units += c.len_utf16();
    }
    (units == unit).then_some(text.len())
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::{Mention, MentionedUser, Offset, utf16_len};

    fn mention(start: usize, end: usize) -> Mention {
        Mention::user(start..end, MentionedUser { id: "U1".to_owned(), name: "Ada".to_owned() })
    }

    #[test]
    fn places_count_as_javascript_does() {
        let text = "🦀é Ada";
        assert_eq!(utf16_len(text), 7);
        assert_eq!(mention(4, 7).place_in(text).map(|place| &text[place]), Some("Ada"));
        for (start, end) in [(1, 4), (4, 8), (7, 4), (4, 4), (99, 100)] {
            assert_eq!(mention(start, end).place_in(text), None, "{start}..{end}");
        }
    }

    #[test]
    fn any_number_is_read_as_a_place() {
        for (number, place) in
            [(json!(3), 3), (json!(3.0), 3), (json!(3.7), 3), (json!(-1), usize::MAX), (json!(-0.5), usize::MAX)]
        {
            assert_eq!(from_value::<Offset>(number).unwrap(), Offset(place));
        }
        assert!(from_value::<Offset>(json!("3")).is_err());
    }
}
