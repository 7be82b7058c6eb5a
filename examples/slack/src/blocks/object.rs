//! What elements and blocks are composed of: texts, options, a question before an action.

use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

/// A text without formatting. In a message to be sent its `type` is not looked at: nothing else would be accepted there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
#[serde(tag = "type", rename = "plain_text")]
pub struct PlainText {
    /// The text.
    pub text: String,
    /// Whether `:names:` of emoji are shown as emoji.
    pub emoji: Option<bool>,
}

/// A text, formatted or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TextObject {
    /// In Slack's markup.
    Mrkdwn {
        /// The text.
        text: String,
        /// Whether names of channels and users stay text.
        verbatim: Option<bool>,
    },
    /// Without formatting.
    PlainText {
        /// The text.
        text: String,
        /// Whether `:names:` of emoji are shown as emoji.
        emoji: Option<bool>,
    },
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
pub struct Choosable {
    /// What is shown.
    pub text: PlainText,
    /// What the bot receives.
    pub value: String,
    /// A line below it. Not among what a bot can send.
    #[serde(skip_deserializing)]
    pub description: Option<PlainText>,
}

/// Something to choose from a menu behind a button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
pub struct OverflowOption {
    /// What is shown.
    pub text: PlainText,
    /// What the bot receives.
    #[botpress(max_length = 75)]
    pub value: String,
    /// A line below it.
    pub description: Option<PlainText>,
    /// An address to open.
    pub url: Option<String>,
}

/// Choosables under a label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
pub struct OptionGroup {
    /// What stands above them.
    pub label: PlainText,
    /// What there is to choose.
    pub options: Vec<Choosable>,
}

/// A question before an action is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
pub struct Confirm {
    /// What stands above it.
    pub title: PlainText,
    /// The question.
    pub text: TextObject,
    /// The button that does it.
    pub confirm: PlainText,
    /// The button that does not.
    pub deny: PlainText,
    /// How the button that does it looks.
    pub style: Option<Style>,
}

/// How a button looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// Green.
    Primary,
    /// Red.
    Danger,
}

impl From<PlainText> for TextObject {
    fn from(PlainText { text, emoji }: PlainText) -> Self {
        Self::PlainText { text, emoji }
    }
}
