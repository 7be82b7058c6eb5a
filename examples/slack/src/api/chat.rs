//! Messages: posting, changing, deleting, and answers that appear while they are written.

use std::time::Duration;

use botpress_sdk::client::RequestError;
use serde::Deserialize;
use serde_json::Value;

use super::{SlackApi, SlackError, TIMEOUT};

/// A message to post.
#[derive(Debug, Clone, Default)]
pub(crate) struct Post<'a> {
    pub(crate) channel: &'a str,
    pub(crate) thread_ts: Option<&'a str>,
    /// What notifications show, and all there is when there are no blocks.
    pub(crate) text: Option<&'a str>,
    /// As JSON.
    pub(crate) blocks: Option<&'a str>,
    /// Whether a reply in a thread is shown in the channel as well.
    pub(crate) broadcast: bool,
    /// The name and the picture to post with; these need the scope `chat:write.customize`.
    pub(crate) username: Option<&'a str>,
    pub(crate) icon_url: Option<&'a str>,
    /// Data that only apps see.
    pub(crate) metadata: Option<&'a Value>,
}

/// A message that was posted.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Posted {
    pub(crate) ts: String,
}

/// A message as the Web API tells it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SlackMessage {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) ts: String,
    pub(crate) thread_ts: Option<String>,
    pub(crate) user: Option<String>,
    pub(crate) bot_id: Option<String>,
    pub(crate) text: String,
    pub(crate) files: Vec<Value>,
    pub(crate) metadata: Value,
}

/// How long a message may take: Slack looks at what its links lead to, first.
const POSTING: Duration = TIMEOUT.saturating_mul(2);

impl SlackApi {
    /// Posts a message.
    pub(crate) async fn post_message(&self, post: &Post<'_>) -> Result<Posted, SlackError> {
        let call = self.once("chat.postMessage").timeout(POSTING).arg("channel", post.channel).maybe("text", post.text);
        call.maybe("thread_ts", post.thread_ts)
            .maybe("blocks", post.blocks)
            .maybe("reply_broadcast", post.broadcast.then_some(true))
            .maybe("username", post.username)
            .maybe("icon_url", post.icon_url)
            .maybe("metadata", post.metadata)
            .send()
            .await
    }

    /// Answers an interaction, at the address that came with it.
    pub(crate) async fn respond(&self, url: &str, message: &Value) -> Result<(), RequestError> {
        self.http().post(url).timeout(TIMEOUT).json(message).await?.error_for_status().map(drop)
    }

    /// Gives one of the bot's messages the content of `post`.
    pub(crate) async fn update_message(&self, ts: &str, post: &Post<'_>) -> Result<(), SlackError> {
        let call = self.repeatable("chat.update").arg("channel", post.channel).arg("ts", ts);
        // Without text and blocks, those of before would stay.
        let call = call.arg("text", post.text.unwrap_or_default()).arg("blocks", post.blocks.unwrap_or("[]"));
        call.maybe("metadata", post.metadata).done().await
    }

    /// Deletes one of the bot's messages; it is no error when it is gone already.
    pub(crate) async fn delete_message(&self, channel: &str, ts: &str) -> Result<(), SlackError> {
        let call = self.repeatable("chat.delete").arg("channel", channel).arg("ts", ts);
        call.done().await.or_else(|error| error.unless("message_not_found"))
    }

    /// Begins a message that is written bit by bit, of which `post` has the place and the author. `reader` is whom it answers, and
    /// `team` their workspace.
    pub(crate) async fn start_stream(&self, post: &Post<'_>, reader: &str, team: &str) -> Result<Posted, SlackError> {
        let call = self.once("chat.startStream").arg("channel", post.channel).maybe("thread_ts", post.thread_ts);
        call.arg("recipient_user_id", reader)
            .arg("recipient_team_id", team)
            .maybe("username", post.username)
            .maybe("icon_url", post.icon_url)
            .send()
            .await
    }

    /// Writes more of such a message: at most 12,000 characters of Markdown.
    pub(crate) async fn append_stream(&self, channel: &str, ts: &str, markdown: &str) -> Result<(), SlackError> {
        let call = self.once("chat.appendStream").arg("channel", channel).arg("ts", ts);
        call.arg("markdown_text", markdown).done().await
    }

    /// Ends such a message; it is no error when Slack has ended it already, as it does after some minutes.
    pub(crate) async fn stop_stream(&self, channel: &str, ts: &str) -> Result<(), SlackError> {
        let call = self.repeatable("chat.stopStream").arg("channel", channel).arg("ts", ts);
        call.done().await.or_else(|error| error.unless("message_not_in_streaming_state"))
    }
}
