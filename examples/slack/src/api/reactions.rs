//! Emoji reactions.

use super::{SlackApi, SlackError};

impl SlackApi {
    /// Reacts to a message; it is no error when the reaction is there already.
    pub(crate) async fn add_reaction(&self, channel: &str, ts: &str, emoji: &str) -> Result<(), SlackError> {
        self.reaction("reactions.add", channel, ts, emoji, "already_reacted").await
    }

    /// Takes a reaction back; it is no error when there is none.
    pub(crate) async fn remove_reaction(&self, channel: &str, ts: &str, emoji: &str) -> Result<(), SlackError> {
        self.reaction("reactions.remove", channel, ts, emoji, "no_reaction").await
    }

    async fn reaction(
        &self,
        method: &'static str,
        channel: &str,
        ts: &str,
        emoji: &str,
        as_wanted: &str,
    ) -> Result<(), SlackError> {
        let call = self.repeatable(method).arg("channel", channel).arg("timestamp", ts).arg("name", emoji);
        call.done().await.or_else(|error| error.unless(as_wanted))
    }
}
