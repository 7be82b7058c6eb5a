//! Where people and the bot talk: channels, direct messages and threads.

mod messages;

use botpress_sdk::{api::id::ConversationId, prelude::*};

pub use self::messages::Messages;
use crate::Slack;

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
    /// Whether the bot takes part in this thread, so that it hears what is written there without being mentioned.
    #[tag(title = "Is Bot Reply Thread?")]
    pub is_bot_reply_thread: Option<bool>,
}

/// The tags of a message; `ts` and `channelId` are how Slack tells it from others.
#[derive(Debug, Clone, Default, Tags)]
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
    #[tag(title = "Mentions Bot?")]
    pub mentions_bot: Option<bool>,
    /// Whether it was written outside of a thread, and stands here since the bot answers it in one.
    #[tag(title = "Forked to Thread?")]
    pub forked_to_thread: Option<bool>,
    /// The timestamp of the message that was clicked, when this is a click; its own is that of the click.
    #[tag(title = "Clicked Message")]
    pub clicked: Option<String>,
    /// How much of the text is in Slack that the bot is still writing there.
    #[tag(title = "Streamed")]
    pub streamed: Option<String>,
}

impl MessageTags {
    /// The tags by which a message of Slack is found.
    pub(crate) fn located(channel: impl Into<String>, ts: impl Into<String>) -> Self {
        Self { ts: ts.into(), channel_id: channel.into(), ..Self::default() }
    }
}

/// What the three channels have in common, so that each way is written once.
pub trait SlackChannel: botpress_sdk::Channel<Messages = Messages, MessageTags = MessageTags> {
    /// Slack's channel, and the thread in it, of a conversation with these tags.
    fn place(tags: &Self::ConversationTags) -> Place<'_>;
}

/// A place in Slack: a channel or direct message, or a thread in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// Slack's id of the channel or direct message.
    pub channel: &'a str,
    /// The timestamp of the message that the thread is below.
    pub thread: Option<&'a str>,
}

impl SlackChannel for GroupChannel {
    fn place(tags: &ConversationTags) -> Place<'_> {
        Place { channel: &tags.id, thread: None }
    }
}

impl SlackChannel for Dm {
    fn place(tags: &ConversationTags) -> Place<'_> {
        Place { channel: &tags.id, thread: None }
    }
}

impl SlackChannel for Thread {
    fn place(tags: &ThreadTags) -> Place<'_> {
        Place { channel: &tags.id, thread: Some(&tags.thread) }
    }
}

/// The bot's conversation for a channel or a direct message, outside of threads.
pub(crate) async fn conversation(cx: &Context<Slack>, id: String, title: Option<String>) -> Result<ConversationId> {
    let (direct, tags) = (is_direct(&id), ConversationTags { id, title });
    let conversation = if direct {
        cx.conversation_with::<Dm>(tags).discriminate_by([ConversationTags::ID]).await?
    } else {
        cx.conversation_with::<GroupChannel>(tags).discriminate_by([ConversationTags::ID]).await?
    };
    Ok(conversation.into_inner().id)
}

/// Whether it is the direct message with one person.
pub(crate) fn is_direct(channel: &str) -> bool {
    channel.starts_with('D')
}
