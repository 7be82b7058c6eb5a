//! Channels, direct messages, and what was said in them.

use serde::Deserialize;

use super::{SlackApi, SlackError, SlackMessage};

/// A public or private channel, a direct message, or one of a group.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Channel {
    pub(crate) id: String,
    /// Direct messages have none.
    pub(crate) name: String,
    pub(crate) is_im: bool,
    pub(crate) is_private: bool,
    pub(crate) is_archived: bool,
    /// Whom a direct message is with.
    pub(crate) user: String,
    pub(crate) creator: String,
    /// In seconds since 1970.
    pub(crate) created: f64,
    pub(crate) num_members: u64,
    pub(crate) topic: Described,
    pub(crate) purpose: Described,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Described {
    pub(crate) value: String,
}

/// What kinds of channels to list.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ChannelTypes {
    pub(crate) private: bool,
    pub(crate) direct: bool,
    pub(crate) archived: bool,
}

/// What the pages of a list say about the next one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ResponseMetadata {
    next_cursor: String,
}

impl ResponseMetadata {
    /// Where the next page begins; none after the last.
    pub(super) fn next(self) -> Option<String> {
        Some(self.next_cursor).filter(|cursor| !cursor.is_empty())
    }
}

#[derive(Deserialize)]
struct Channels {
    channels: Vec<Channel>,
    #[serde(default)]
    response_metadata: ResponseMetadata,
}

#[derive(Deserialize)]
struct OneChannel {
    channel: Channel,
}

#[derive(Deserialize)]
struct Messages {
    #[serde(default)]
    messages: Vec<SlackMessage>,
    #[serde(default)]
    response_metadata: ResponseMetadata,
}

/// How many channels or messages a page has; Slack advises at most 200, and gives fewer to some apps.
const PAGE: u32 = 200;

impl SlackApi {
    /// One page of the workspace's channels, and where the next one begins.
    pub(crate) async fn channels(
        &self,
        types: ChannelTypes,
        cursor: Option<&str>,
    ) -> Result<(Vec<Channel>, Option<String>), SlackError> {
        let mut names = vec!["public_channel"];
        names.extend(types.private.then_some("private_channel"));
        names.extend(types.direct.then_some("im,mpim"));
        let call = self.repeatable("conversations.list").arg("types", names.join(",")).arg("limit", PAGE);
        let call = call.arg("exclude_archived", !types.archived).maybe("cursor", cursor);
        let page: Channels = call.send().await?;
        Ok((page.channels, page.response_metadata.next()))
    }

    /// One channel.
    pub(crate) async fn channel(&self, id: &str) -> Result<Channel, SlackError> {
        let call = self.repeatable("conversations.info").arg("channel", id).arg("include_num_members", true);
        Ok(call.send::<OneChannel>().await?.channel)
    }

    /// Opens the direct message with a user, and answers its id.
    pub(crate) async fn open_direct_message(&self, user: &str) -> Result<String, SlackError> {
        Ok(self.repeatable("conversations.open").arg("users", user).send::<OneChannel>().await?.channel.id)
    }

    /// The messages of a channel since `oldest`: outside of threads, newest first, or of a thread, oldest first, with the message that
    /// the thread is below.
    pub(crate) async fn messages(
        &self,
        channel: &str,
        thread_ts: Option<&str>,
        oldest: &str,
    ) -> Result<Vec<SlackMessage>, SlackError> {
        let method = if thread_ts.is_some() { "conversations.replies" } else { "conversations.history" };
        let (mut messages, mut cursor) = (Vec::new(), None);
        loop {
            let call = self.repeatable(method).arg("channel", channel).maybe("ts", thread_ts).arg("oldest", oldest);
            let call = call.arg("include_all_metadata", true).arg("limit", PAGE).maybe("cursor", cursor);
            let page: Messages = call.send().await?;
            messages.extend(page.messages);
            cursor = page.response_metadata.next();
            if cursor.is_none() {
                return Ok(messages);
            }
        }
    }

    /// The message with this timestamp, in a thread or outside of one.
    pub(crate) async fn message(&self, channel: &str, ts: &str) -> Result<Option<SlackMessage>, SlackError> {
        let exact = |found: Messages| found.messages.into_iter().find(|message| message.ts == ts);
        let call = self.repeatable("conversations.history").arg("channel", channel);
        let call = call.arg("latest", ts).arg("oldest", ts).arg("inclusive", true).arg("limit", 1);
        if let Some(message) = exact(call.send().await?) {
            return Ok(Some(message));
        }
        // A reply in a thread is not part of the channel's history; Slack finds its thread by the reply itself.
        let call = self.repeatable("conversations.replies").arg("channel", channel).arg("ts", ts);
        match call.arg("latest", ts).arg("oldest", ts).arg("inclusive", true).arg("limit", 1).send().await {
            Ok(found) => Ok(exact(found)),
            Err(error) if matches!(error.code(), Some("thread_not_found" | "message_not_found")) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Says that the bot has read a channel up to a message.
    pub(crate) async fn mark_read(&self, channel: &str, ts: &str) -> Result<(), SlackError> {
        self.repeatable("conversations.mark").arg("channel", channel).arg("ts", ts).done().await
    }

    /// Sets the topic of a channel.
    pub(crate) async fn set_topic(&self, channel: &str, topic: &str) -> Result<(), SlackError> {
        self.repeatable("conversations.setTopic").arg("channel", channel).arg("topic", topic).done().await
    }
}
