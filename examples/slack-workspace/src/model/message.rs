use serde_json::Value;

use super::markup;

/// A message.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Message {
    /// The channel or direct message it is in.
    pub channel: String,
    /// Slack's timestamp: its id within the channel.
    pub ts: String,
    /// The first message of its thread, when it is a reply.
    pub thread_ts: Option<String>,
    /// What makes it special; `None` for a plain message.
    pub subtype: Option<Subtype>,
    /// Who wrote it.
    pub user: String,
    /// The app that wrote it; `None` for people.
    pub bot_id: Option<String>,
    /// The name that the app gave itself for this message.
    pub username: Option<String>,
    /// The picture that the app gave itself for this message.
    pub icon_url: Option<String>,
    /// The text as Slack keeps it: mrkdwn, with `&`, `<` and `>` escaped.
    pub text: String,
    /// Block Kit blocks, with the ids that Slack gives to those without; empty for plain text.
    pub blocks: Vec<Value>,
    /// Attachments, link previews for example.
    pub attachments: Vec<Value>,
    /// The ids of the files it shares.
    pub files: Vec<String>,
    /// What the app attached for itself (`metadata`).
    pub metadata: Option<Value>,
    /// Its reactions, oldest first.
    pub reactions: Vec<Reaction>,
    /// The last edit.
    pub edited: Option<Edited>,
    /// Whether the app is still writing it.
    pub is_streaming: bool,
    /// The steps that the app shows while it works (`task_update`, the latest of each id).
    pub tasks: Vec<Value>,
    /// The only person who sees it; `None` when everybody does.
    pub only_for: Option<String>,
}

/// Who changed a message, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Edited {
    /// Who.
    pub user: String,
    /// When, as a timestamp.
    pub ts: String,
}

/// What makes a message special.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Subtype {
    /// An app wrote it under a name of its own.
    BotMessage,
    /// `/me`: the text says what the person does.
    MeMessage,
    /// A reply that is shown in the channel as well.
    ThreadBroadcast,
    /// It shares files.
    FileShare,
    /// Somebody came into the channel.
    ChannelJoin,
    /// Somebody left the channel.
    ChannelLeave,
    /// The channel has another topic.
    ChannelTopic,
    /// The channel has another name.
    ChannelName,
    /// The beginning of a thread with an assistant.
    AssistantThread,
    /// What is left of a message that was deleted while it had replies.
    Tombstone,
}

impl Subtype {
    /// Slack's word: `file_share`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BotMessage => "bot_message",
            Self::MeMessage => "me_message",
            Self::ThreadBroadcast => "thread_broadcast",
            Self::FileShare => "file_share",
            Self::ChannelJoin => "channel_join",
            Self::ChannelLeave => "channel_leave",
            Self::ChannelTopic => "channel_topic",
            Self::ChannelName => "channel_name",
            Self::AssistantThread => "assistant_app_thread",
            Self::Tombstone => "tombstone",
        }
    }
}

/// A reaction to a message, and who gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reaction {
    /// The emoji's name, without colons.
    pub name: String,
    /// Who reacted with it, earliest first.
    pub users: Vec<String>,
}

impl Message {
    /// The text as people read it: without escapes.
    #[must_use]
    pub fn displayed(&self) -> String {
        markup::unescape(&self.text)
    }

    /// The first message of its thread, be it itself.
    #[must_use]
    pub fn thread(&self) -> &str {
        self.thread_ts.as_deref().unwrap_or(&self.ts)
    }

    /// Whether it is a reply, and not shown in the channel.
    #[must_use]
    pub fn is_in_thread(&self) -> bool {
        self.subtype != Some(Subtype::ThreadBroadcast) && self.thread_ts.as_ref().is_some_and(|root| *root != self.ts)
    }
}

/// A message before it is posted.
#[derive(Debug, Default)]
pub(crate) struct Post {
    pub(crate) user: String,
    pub(crate) channel: String,
    pub(crate) thread_ts: Option<String>,
    pub(crate) subtype: Option<Subtype>,
    pub(crate) bot_id: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) icon_url: Option<String>,
    pub(crate) text: String,
    pub(crate) blocks: Vec<Value>,
    pub(crate) attachments: Vec<Value>,
    pub(crate) files: Vec<String>,
    pub(crate) metadata: Option<Value>,
    pub(crate) is_streaming: bool,
    pub(crate) tasks: Vec<Value>,
}

impl Post {
    pub(crate) fn new(user: &str, channel: &str, text: String) -> Self {
        Self { user: user.to_owned(), channel: channel.to_owned(), text, ..Self::default() }
    }

    /// What a person types.
    pub(crate) fn typed(user: &str, channel: &str, text: &str) -> Self {
        Self::new(user, channel, markup::escape(text))
    }

    pub(crate) fn in_thread(mut self, thread_ts: &str) -> Self {
        self.thread_ts = Some(thread_ts.to_owned());
        self
    }

    pub(crate) fn special(mut self, subtype: Subtype) -> Self {
        self.subtype = Some(subtype);
        self
    }

    /// The message that it becomes.
    pub(crate) fn into_message(self, ts: String) -> Message {
        Message {
            channel: self.channel,
            ts,
            thread_ts: self.thread_ts,
            subtype: self.subtype,
            user: self.user,
            bot_id: self.bot_id,
            username: self.username,
            icon_url: self.icon_url,
            text: self.text,
            blocks: self.blocks,
            attachments: self.attachments,
            files: self.files,
            metadata: self.metadata,
            reactions: Vec::new(),
            edited: None,
            is_streaming: self.is_streaming,
            tasks: self.tasks,
            only_for: None,
        }
    }
}
