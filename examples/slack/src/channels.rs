//! Where people and the bot talk: direct messages, channels, threads.

use botpress_sdk::{messages, prelude::*};

use crate::{Slack, mrkdwn, slack_api::Post};

/// A channel of the workspace, public or private.
#[derive(Debug, Channel)]
#[channel(
    name = "channel",
    title = "Channel",
    messages = Messages,
    conversation = ConversationTags,
    message = MessageTags,
)]
pub struct GroupChannel;

/// A direct message between one person and the bot.
#[derive(Debug, Channel)]
#[channel(title = "Direct Message", messages = Messages, conversation = ConversationTags, message = MessageTags)]
pub struct Dm;

/// A thread below a message, in a channel or a direct message.
#[derive(Debug, Channel)]
#[channel(title = "Thread", messages = Messages, conversation = ThreadTags, message = MessageTags)]
pub struct Thread;

/// What can be said in Slack.
#[derive(Debug, Messages)]
pub enum Messages {
    /// Text.
    Text(messages::Text),
    /// A picture, shown from its address.
    Image(messages::Image),
}

/// The tags of a channel or a direct message.
#[derive(Debug, Clone, Tags)]
pub struct ConversationTags {
    /// Slack's id of the channel (`C…`) or of the direct message (`D…`).
    #[tag(title = "ID")]
    pub id: String,
    /// The name of the channel.
    #[tag(title = "Title")]
    pub title: Option<String>,
}

/// The tags of a thread.
#[derive(Debug, Clone, Tags)]
#[serde(rename_all = "camelCase")]
pub struct ThreadTags {
    /// Slack's id of the channel or direct message that the thread is in.
    #[tag(title = "ID")]
    pub id: String,
    /// The name of the channel.
    #[tag(title = "Title")]
    pub title: Option<String>,
    /// The timestamp of the message that the thread is below.
    #[tag(title = "Thread ID")]
    pub thread: String,
    /// Whether the bot answers in this thread.
    #[tag(title = "Is bot reply thread")]
    pub is_bot_reply_thread: Option<bool>,
}

/// The tags of a message; `ts` and `channelId` are how Slack tells it from others.
#[derive(Debug, Clone, Tags)]
#[serde(rename_all = "camelCase")]
pub struct MessageTags {
    /// Slack's timestamp of the message: its id within the channel.
    #[tag(title = "Timestamp")]
    pub ts: String,
    /// Slack's id of whoever wrote it.
    #[tag(title = "User ID")]
    pub user_id: Option<String>,
    /// Slack's id of the channel or direct message it is in.
    #[tag(title = "Channel ID")]
    pub channel_id: String,
    /// Whether it mentions the bot.
    #[tag(title = "Mentions bot")]
    pub mentions_bot: Option<bool>,
    /// Whether the bot answers it in a thread, though it was written outside of one.
    #[tag(title = "Forked to thread")]
    pub forked_to_thread: Option<bool>,
}

impl MessageTags {
    /// The tags by which a message of Slack is found.
    pub(crate) fn located(channel: impl Into<String>, ts: impl Into<String>) -> Self {
        Self { ts: ts.into(), user_id: None, channel_id: channel.into(), mentions_bot: None, forked_to_thread: None }
    }
}

/// What the three channels have in common, so that one delivery serves them all.
pub trait SlackChannel: botpress_sdk::Channel<Messages = Messages, MessageTags = MessageTags> {
    /// Slack's channel, and the thread in it, of a conversation with these tags.
    fn address(tags: &Self::ConversationTags) -> (&str, Option<&str>);
}

impl SlackChannel for GroupChannel {
    fn address(tags: &ConversationTags) -> (&str, Option<&str>) {
        (&tags.id, None)
    }
}

impl SlackChannel for Dm {
    fn address(tags: &ConversationTags) -> (&str, Option<&str>) {
        (&tags.id, None)
    }
}

impl SlackChannel for Thread {
    fn address(tags: &ThreadTags) -> (&str, Option<&str>) {
        (&tags.id, Some(&tags.thread))
    }
}

impl<C: SlackChannel> Deliver<C> for Slack
where
    Self: Declares<C>,
{
    async fn deliver(&self, cx: &Context<Self>, out: Outgoing<C>) -> Result<MessageTags> {
        let config = cx.configuration();
        let (channel, thread) = C::address(&out.tags);
        let post = match out.message {
            Messages::Text(text) => Post::text(channel, mrkdwn::escape(&text.text)),
            Messages::Image(image) => Post::image(channel, &image.image_url, image.title.as_deref()),
        };
        let post = post.in_thread(thread).named(config.bot_name.as_deref()).pictured(config.bot_avatar_url.as_deref());
        let posted = self.api(cx).post_message(&post).await?;
        Ok(MessageTags { user_id: posted.message.user, ..MessageTags::located(posted.channel, posted.ts) })
    }
}
