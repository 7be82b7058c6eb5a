//! Text in Slack's markup.

use std::fmt;

use serde::Serialize;

use super::{Mention, mention::utf16_len, outgoing, split};

/// Text in [mrkdwn](https://docs.slack.dev/messaging/formatting-message-text), Slack's markup.
///
/// A type of its own, so that no text gets into a message without somebody having said how it is meant: formatted
/// ([`from_markdown`](Self::from_markdown)), as it stands ([`literal`](Self::literal)), or in Slack's markup already
/// ([`raw`](Self::raw)). Only the last lets everything through.
///
/// ```
/// use slack::markdown::Mrkdwn;
///
/// assert_eq!(Mrkdwn::from_markdown("**Hi** [there](https://a.test)", &[]).as_str(), "*Hi* <https://a.test|there>");
/// assert_eq!(Mrkdwn::literal("<!channel> & co").as_str(), "&lt;!channel&gt; &amp; co");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Mrkdwn(String);

impl Mrkdwn {
    /// From Markdown (CommonMark with GitHub's tables, strikethrough, task lists and footnotes), with the users that it mentions.
    ///
    /// # Who is notified
    ///
    /// Slack's own tokens (`<@U1>`, `<#C1>`, `<https://a.test|label>`, `<!date^..>`, and `<!here>`, `<!channel>`, `<!everyone>`,
    /// `<!subteam^S1>`, which notify many) count when they stand in the Markdown as such: then the bot means them. Escaped with a
    /// backslash (`\<!channel>`), in code, in a link's label or address, they are text. What people write arrives from
    /// [`Incoming`](super::Incoming) with exactly these escapes, and their own mentions as `@channel`: so a bot that passes on what
    /// it was told notifies nobody. Text from elsewhere that a bot puts into Markdown is its own to escape, as with any markup.
    ///
    /// # Mentions
    ///
    /// A mention replaces the text at its place by `<@id>`. When the user's name does not stand there but elsewhere in the text, the
    /// nearest place where it does counts; a place that does not exist, cuts a word in two or overlaps an earlier one is ignored, as is
    /// an id that is not Slack's.
    #[must_use]
    pub fn from_markdown(markdown: &str, mentions: &[Mention]) -> Self {
        Self(outgoing::convert(markdown, mentions))
    }

    /// From text that is shown as it is, mentions of any kind included.
    #[must_use]
    pub fn literal(text: &str) -> Self {
        Self(outgoing::literal(text))
    }

    /// What is in Slack's markup already, by the bot itself.
    #[must_use]
    pub fn raw(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text in bold, on one line.
    #[must_use]
    pub fn bold(text: &str) -> Self {
        Self(outgoing::bold(text))
    }

    /// The text with its markup.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to see, which Slack refuses.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        outgoing::is_blank(&self.0)
    }

    /// The length by which Slack's limits are kept: UTF-16 units of the text with its markup, the largest of what Slack might count.
    #[must_use]
    pub fn len(&self) -> usize {
        utf16_len(&self.0)
    }

    /// Whether there is no text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text in parts of at most `limit` units, at least 200, none of them blank.
    ///
    /// Parts end between paragraphs, lines, sentences or words, the first of these that there is. None ends within a token or an
    /// entity; formatting, quotes and code that go on are closed and opened again.
    #[must_use]
    pub fn split(&self, limit: usize) -> Vec<Self> {
        split::split(&self.0, limit).into_iter().map(Self).filter(|part| !part.is_blank()).collect()
    }

    /// The beginning of the text, with `…` when there is more. `limit` is at least 200.
    #[must_use]
    pub fn clip(&self, limit: usize) -> Self {
        if self.len() <= limit {
            return self.clone();
        }
        Self(format!("{}…", split::first(&self.0, limit - 1)))
    }

    /// Two texts with a line break between them; a blank one counts for nothing.
    #[must_use]
    pub fn then(self, other: &Self) -> Self {
        match (self.is_blank(), other.is_blank()) {
            (_, true) => self,
            (true, _) => other.clone(),
            _ => Self(format!("{}\n{}", self.0, other.0)),
        }
    }

    /// A link, or its address and label as text where Slack makes no link of such an address.
    #[must_use]
    pub fn link(url: &str, label: &str) -> Self {
        Self(outgoing::link(url, label))
    }
}

impl fmt::Display for Mrkdwn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
