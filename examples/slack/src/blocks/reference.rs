//! Values that are too long to be sent to Slack.
//!
//! A button carries a value of at most 2,000 characters, an option of a list one of 150, and a value that is cut off answers nothing. So
//! a longer one stays where it is, in the payload of the bot's message, which Botpress keeps; Slack carries a reference to it. That needs
//! no memory of the integration's own: whichever process gets the click asks Botpress for the message.

use std::fmt;

use serde_json::Value;

use crate::markdown::{clip_text, utf16_len};

const PREFIX: &str = "botpress:";

/// A place in the payload of a message of the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Botpress's id of the message.
    pub message: String,
    /// The place, as a [JSON pointer](https://www.rfc-editor.org/rfc/rfc6901): `/options/3/value`.
    pub pointer: String,
}

impl Reference {
    /// The reference that a value is, if it is one.
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        let (message, pointer) = value.strip_prefix(PREFIX)?.split_once('/')?;
        Some(Self { message: message.to_owned(), pointer: format!("/{pointer}") })
    }

    /// The value, in the payload of the message.
    #[must_use]
    pub fn find_in<'a>(&self, payload: &'a Value) -> Option<&'a str> {
        payload.pointer(&self.pointer)?.as_str()
    }

    /// A value of the message as Slack can carry it: itself, or a reference to it. Also what only looks like a reference is replaced by
    /// one, so that people cannot make an answer out of another message.
    pub(super) fn shorten(value: String, limit: usize, message: &str, pointer: &str) -> String {
        if utf16_len(&value) <= limit && !value.starts_with(PREFIX) {
            return value;
        }
        let reference = Self { message: message.to_owned(), pointer: pointer.to_owned() }.to_string();
        // Ids of Botpress are short enough; of any other form of them the beginning of the value has to do.
        if utf16_len(&reference) <= limit { reference } else { clip_text(&value, limit) }
    }
}

/// As Slack carries it.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}{}", self.message, self.pointer)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Reference;

    const MESSAGE: &str = "msg_01KAB2CD3EF4GH5JK6MN7PQ8RS";

    #[test]
    fn a_long_value_is_found_again() {
        let long = "x".repeat(151);
        let payload = json!({ "options": [{ "value": "short" }, { "value": long }] });
        let carried = Reference::shorten(long.clone(), 150, MESSAGE, "/options/1/value");
        let reference = Reference::parse(&carried).unwrap();
        assert_eq!((reference.message.as_str(), reference.find_in(&payload)), (MESSAGE, Some(long.as_str())));
        assert!(carried.len() < 75, "also where 75 are the limit: {carried}");
    }

    #[test]
    fn a_short_value_is_carried_itself_unless_it_looks_like_a_reference() {
        assert_eq!(Reference::shorten("yes".to_owned(), 150, MESSAGE, "/value"), "yes");
        let disguised = Reference::shorten("botpress:msg_other/secret".to_owned(), 150, MESSAGE, "/value");
        assert_eq!(Reference::parse(&disguised).unwrap().message, MESSAGE);
    }
}
