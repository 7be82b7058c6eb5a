//! From what people write in Slack to Markdown.
//!
//! Slack's clients send a message twice: as `text` in mrkdwn, and as blocks of rich text, which leave nothing to guess. The blocks count
//! where they are understood. The Markdown is written in such a way that it is read as what was written, by whoever reads Markdown: each
//! text is read again before it is handed out, and what would be taken for markup is escaped.

mod document;
mod mrkdwn;
mod reading;
mod rich_text;
mod write;

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use self::{
    document::Block,
    write::{NAME, NAME_END},
};
use super::{Mention, MentionedUser, token::Token};

/// A message of Slack, read but not yet Markdown: that takes the names of those whom it mentions.
///
/// ```
/// use slack::markdown::{Incoming, MentionedUser, Names};
///
/// let message = Incoming::parse("<@U1> is *here*, see <https://a.test|this>", &[]);
/// assert_eq!(message.users(), ["U1"]);
///
/// let ada = MentionedUser { id: "user_1".to_owned(), name: "Ada".to_owned() };
/// let heard = message.to_markdown(&Names::default().user("U1", ada));
/// assert_eq!(heard.text, "@Ada is **here**, see [this](https://a.test)");
/// assert_eq!((heard.mentions[0].start.0, heard.mentions[0].end.0), (1, 4));
/// ```
#[derive(Debug, Clone)]
pub struct Incoming {
    blocks: Vec<Block>,
    /// Names that the message itself gives, by ids of channels and groups.
    labels: HashMap<String, String>,
}

/// What those are called whom a message mentions, by their ids in Slack.
#[derive(Debug, Clone, Default)]
pub struct Names {
    users: HashMap<String, MentionedUser>,
    channels: HashMap<String, String>,
    groups: HashMap<String, String>,
}

/// A message in Markdown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// The text, with `@Name` for users and groups, `#name` for channels, `@here` and the like for crowds.
    pub text: String,
    /// The users of whom [`Names`] knew, where their names stand in the text (without the `@`).
    pub mentions: Vec<Mention>,
}

impl Names {
    /// Adds a user: what to call them in the text, and their id in Botpress.
    #[must_use]
    pub fn user(mut self, id: impl Into<String>, user: MentionedUser) -> Self {
        self.users.insert(id.into(), user);
        self
    }

    /// Adds the name of a channel, without `#`.
    #[must_use]
    pub fn channel(mut self, id: impl Into<String>, name: impl Into<String>) -> Self {
        self.channels.insert(id.into(), name.into());
        self
    }

    /// Adds the handle of a user group.
    #[must_use]
    pub fn group(mut self, id: impl Into<String>, handle: impl Into<String>) -> Self {
        self.groups.insert(id.into(), handle.into());
        self
    }
}

impl Incoming {
    /// Reads the `text` and the `blocks` of a message; either may be empty.
    #[must_use]
    pub fn parse(text: &str, blocks: &[Value]) -> Self {
        let written = mrkdwn::parse(text);
        let labels = written.iter().flat_map(Block::tokens).filter_map(|token| match token {
            Token::Channel { id, label: Some(label) } | Token::Group { id, label: Some(label) } => {
                Some((id.clone(), label.clone()))
            }
            _ => None,
        });
        let labels = labels.collect();
        Self { blocks: rich_text::parse(blocks).unwrap_or(written), labels }
    }

    /// The ids of the users who are mentioned, each once.
    #[must_use]
    pub fn users(&self) -> Vec<&str> {
        self.ids(|token| match token {
            Token::User { id, .. } => Some(id),
            _ => None,
        })
    }

    /// The ids of the channels whose names have to be looked up, each once.
    #[must_use]
    pub fn channels(&self) -> Vec<&str> {
        self.ids(|token| match token {
            Token::Channel { id, label: None } if !self.labels.contains_key(id) => Some(id),
            _ => None,
        })
    }

    /// The ids of the user groups whose handles have to be looked up, each once.
    #[must_use]
    pub fn groups(&self) -> Vec<&str> {
        self.ids(|token| match token {
            Token::Group { id, label: None } if !self.labels.contains_key(id) => Some(id),
            _ => None,
        })
    }

    /// Whether a user is mentioned.
    #[must_use]
    pub fn mentions(&self, user: &str) -> bool {
        self.users().contains(&user)
    }

    /// The message in Markdown. What `names` does not know is shown by its id.
    #[must_use]
    pub fn to_markdown(&self, names: &Names) -> Heard {
        let mut all = names.clone();
        for (id, label) in &self.labels {
            let names = if id.starts_with('S') { &mut all.groups } else { &mut all.channels };
            names.entry(id.clone()).or_insert_with(|| label.clone());
        }
        all.users.retain(|_, user| !user.name.trim().is_empty());
        let users = self.blocks.iter().flat_map(Block::tokens).filter_map(|token| match token {
            Token::User { id, .. } => all.users.get(id),
            _ => None,
        });
        place_mentions(&write::write(&self.blocks, &all), users)
    }

    fn ids<'a>(&'a self, id: impl Fn(&'a Token) -> Option<&'a String>) -> Vec<&'a str> {
        let mut seen = BTreeSet::new();
        let ids = self.blocks.iter().flat_map(Block::tokens).filter_map(|token| id(token).map(String::as_str));
        ids.filter(|id| seen.insert(*id)).collect()
    }
}

/// Takes out the marks around the names of users, who come in the order of the text.
fn place_mentions<'a>(marked: &str, mut users: impl Iterator<Item = &'a MentionedUser>) -> Heard {
    let mut heard = Heard::default();
    let mut units = 0;
    let mut start = None;
    for c in marked.trim_matches('\n').chars() {
        match c {
            NAME => start = Some(units),
            NAME_END => {
                if let (Some(start), Some(user)) = (start.take(), users.next()) {
                    heard.mentions.push(Mention::user(start..units, user.clone()));
                }
            }
            c => {
                heard.text.push(c);
                units += c.len_utf16();
            }
        }
    }
    heard
}
