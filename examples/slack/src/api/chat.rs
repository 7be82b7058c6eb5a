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

    /// Gives one of the bot's messages other content; `blocks` are JSON.
    pub(crate) async fn update_message(
        &self,
        channel: &str,
        ts: &str,
        text: &str,
        blocks: Option<&str>,
    ) -> Result<(), SlackError> {
        let call = self.repeatable("chat.update").arg("channel", channel).arg("ts", ts).arg("text", text);
        // Without blocks, those of before would stay.
        call.arg("blocks", blocks.unwrap_or("[]")).done().await
    }
}
