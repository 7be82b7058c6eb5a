//! Answers that grow in Slack while the bot writes them.
//!
//! Botpress has no streams: a bot creates a message that says that it is unfinished, and updates it. In a thread, Slack shows such a
//! message as a stream, to which each update adds what is new in it. What people see in the meantime is provisional: with the last
//! update, the stream ends and the message is put as if it had been sent in one piece. So whatever goes wrong on the way is mended by
//! ending the stream early.

use std::{
    fmt,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use botpress_sdk::prelude::*;

use super::{Sending, sent::Parts};
use crate::{
    api::SlackError,
    blocks::Part,
    channels::{GroupChannel, MessageTagsPatch},
};

/// How much Slack takes at once, in characters.
const LONGEST: usize = 12_000;

impl Sending<'_> {
    /// Begins a stream with a text, for a reader. Answers the message's timestamp; none when it is to be posted instead.
    pub(super) async fn stream(
        &self,
        text: &str,
        reader: &str,
        parts: &[Part],
        sent: &Parts,
    ) -> Result<Option<String>> {
        if let Some(ts) = &sent.blank {
            return self.finish(ts, parts).await.map(Some);
        }
        if sent.post(0).is_some() {
            return Ok(None);
        }
        // Begun without text: should nobody learn of it, there is no text twice, and it is found by having none.
        let ts = match self.at.api.start_stream(&self.envelope(), reader, &self.at.team).await {
            Ok(stream) => stream.ts,
            Err(error) if error.is_refusal() || matches!(error, SlackError::Busy { .. }) => {
                self.cx.logger().debug(format!("the answer is not streamed: {error}"));
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        let beginning = ready(text);
        if self.add(&ts, beginning, beginning).await? || self.is_outdated().await? {
            return Ok(Some(ts));
        }
        self.finish(&ts, parts).await.map(Some)
    }

    /// Adds to a stream what is new in the text. Whether that is possible: else the stream has to end.
    pub(super) async fn go_on(&self, ts: &str, streamed: &Streamed, text: &str) -> Result<bool> {
        let Some(new) = streamed.rest_of(text).map(ready) else { return Ok(false) };
        if new.is_empty() {
            return Ok(true);
        }
        self.add(ts, &text[..streamed.length + new.len()], new).await
    }

    /// Adds the `new` end of a text to a stream. Whether Slack has taken it.
    async fn add(&self, ts: &str, text: &str, new: &str) -> Result<bool> {
        // Noted before, so that what comes twice is added once. Should it get lost, it is there at the end.
        self.note(ts, Patch::Set(Streamed::of(text).to_string())).await?;
        if new.is_empty() {
            return Ok(true);
        }
        let added = self.at.api.append_stream(self.place.channel, ts, &harmless(new)).await;
        if let Err(error) = &added {
            self.cx.logger().debug(format!("the stream ends early: {error}"));
        }
        Ok(added.is_ok())
    }

    /// Ends a stream, and puts the message as if it had been sent in one piece. Answers the timestamp of its last part.
    pub(super) async fn finish(&self, ts: &str, parts: &[Part]) -> Result<String> {
        self.at.api.stop_stream(self.place.channel, ts).await?;
        let last = self.replace(parts, 1, ts).await?;
        self.note(&last, Patch::Remove).await?;
        Ok(last)
    }

    /// Whether the bot has changed the message since: what it says by now comes with a call of its own, which may be over.
    pub(super) async fn is_outdated(&self) -> Result<bool> {
        Ok(self.cx.message(&self.message.id).get().await?.payload != self.message.payload)
    }

    async fn note(&self, ts: &str, streamed: Patch<String>) -> Result<()> {
        let patch = MessageTagsPatch { ts: Patch::Set(ts.to_owned()), streamed, ..Default::default() };
        self.cx.message(&self.message.id).update_tags::<GroupChannel>(patch).await?;
        Ok(())
    }
}

/// The beginning of a text that was streamed, as the message's tag says it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Streamed {
    /// In bytes.
    length: usize,
    hash: u64,
}

impl Streamed {
    fn of(text: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        Self { length: text.len(), hash: hasher.finish() }
    }

    /// What a tag says.
    pub(super) fn parse(tag: &str) -> Option<Self> {
        let (length, hash) = tag.split_once(' ')?;
        Some(Self { length: length.parse().ok()?, hash: u64::from_str_radix(hash, 16).ok()? })
    }

    /// What follows in a text that begins with it.
    fn rest_of<'a>(&self, text: &'a str) -> Option<&'a str> {
        let (beginning, rest) = text.split_at_checked(self.length)?;
        (Self::of(beginning) == *self).then_some(rest)
    }
}

impl fmt::Display for Streamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:x}", self.length, self.hash)
    }
}

/// What of a text can be added now: as much as Slack takes at once, and no bracket whose meaning depends on what follows.
fn ready(text: &str) -> &str {
    let end = text.char_indices().nth(LONGEST / 4).map_or(text.len(), |(end, _)| end);
    text[..end].trim_end_matches('<')
}

/// Markdown that notifies nobody. Slack takes `<!channel>` and `<@U1>` in it for mentions, in code as well; which of them the bot
/// means is only certain when the text is whole.
fn harmless(markdown: &str) -> String {
    markdown.replace("<@", "&lt;@").replace("<!", "&lt;!")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_streamed_is_the_beginning_of_what_goes_on() {
        let streamed = Streamed::parse(&Streamed::of("Größe").to_string()).unwrap();
        assert_eq!(streamed.rest_of("Größe zählt"), Some(" zählt"));
        assert_eq!(streamed.rest_of("Größe"), Some(""));
        for other in ["Gruße zählt", "Größ", "", "Grünes"] {
            assert_eq!(streamed.rest_of(other), None, "{other}");
        }
    }

    #[test]
    fn a_mention_is_never_made_of_two_pieces() {
        assert_eq!(
            harmless("hi <!channel> <@U1> a < b <https://a.test>"),
            "hi &lt;!channel> &lt;@U1> a < b <https://a.test>"
        );
        assert_eq!(ready("hi <"), "hi ");
        assert_eq!(ready("<<"), "");
        // Each `<` may become four characters.
        assert!(harmless(ready(&"<@".repeat(LONGEST))).chars().count() <= LONGEST);
    }
}
