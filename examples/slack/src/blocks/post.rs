//! What is sent to Slack for a message of the bot.

use botpress_sdk::{api::id::MessageId, schema::encode};

use super::Block;
use crate::markdown::Mrkdwn;

/// A type of message that Slack can be told.
///
/// ```
/// use botpress_sdk::{api::id::MessageId, messages::Choice, messages::ChoiceOption};
/// use slack::blocks::{Part, Render};
///
/// let choice = Choice::new("Which **one**?", [ChoiceOption::new("This", "1"), ChoiceOption::new("That", "2")]);
/// let [Part::Post(post)] = &choice.render(&MessageId::from("msg_1"))[..] else { panic!() };
/// assert_eq!(post.text.as_str(), "Which *one*?");
/// assert_eq!(post.blocks.len(), 2);
/// ```
pub trait Render {
    /// The message in the order in which its parts are to be sent. Whatever the payload, each part keeps Slack's limits: what is too
    /// much for one message makes several, what is too long for its place ends in `…`. A message with nothing to see has no parts.
    ///
    /// `message` is the message's id in Botpress, where a click finds values that are too long for Slack: see
    /// [`Reference`](super::Reference).
    fn render(&self, message: &MessageId) -> Vec<Part>;
}

/// A part of a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// What is posted with `chat.postMessage`.
    Post(Post),
    /// A file to upload.
    Upload(Upload),
}

/// The content of a call of `chat.postMessage`.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// The field `text`: the message, or what notifications show of its blocks. Blank if there is nothing to say about these.
    pub text: Mrkdwn,
    /// The field `blocks`.
    pub blocks: Vec<Block>,
}

impl Post {
    /// The blocks as JSON; `None` if there are none.
    ///
    /// # Errors
    ///
    /// Never in practice: blocks consist of what JSON has.
    pub fn blocks_json(&self) -> Result<Option<String>, serde_json::Error> {
        if self.blocks.is_empty() {
            return Ok(None);
        }
        encode(&self.blocks).map(|blocks| Some(blocks.to_string()))
    }
}

/// A file to upload into the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// What it is.
    pub kind: UploadKind,
    /// Where it is.
    pub url: String,
    /// Its title.
    pub title: Option<String>,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadKind {
    /// A recording.
    Audio,
    /// A film.
    Video,
    /// Anything else.
    File,
}

impl Upload {
    /// A message for when it cannot be uploaded: a link to it.
    #[must_use]
    pub fn as_link(&self) -> Mrkdwn {
        Mrkdwn::link(&self.url, self.title.as_deref().unwrap_or(&self.url))
    }
}
