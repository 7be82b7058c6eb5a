//! The message type `text`.

use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

use super::Block;
use crate::markdown::Mention;

/// `text`: Markdown, or blocks of Slack.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Text {
    /// The text in Markdown. Beside blocks it is what notifications show.
    pub text: String,
    /// [Blocks](https://docs.slack.dev/reference/block-kit/blocks), which are shown instead of the text.
    #[botpress(max_items = 50)]
    pub blocks: Option<Vec<Block>>,
    /// The users whom the text mentions, by their ids in Slack.
    pub mentions: Option<Vec<Mention>>,
    /// Whether the bot is still writing: it updates the message while it does, with all that there is so far, and the last time
    /// without this. In a thread, people see the text grow.
    pub streaming: Option<bool>,
}

impl Text {
    /// A text without blocks and mentions.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Whether it is text that the bot is still writing.
    pub(crate) fn is_unfinished(&self) -> bool {
        self.streaming == Some(true) && self.blocks.is_none()
    }
}
