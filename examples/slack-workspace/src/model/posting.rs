//! Writing, editing and deleting messages.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    Channel, ChannelKind, Edited, Message, Model, Post, Refusal, Subtype, markup,
    render::{Audience, Detail},
};
use crate::Happening;

/// What is added to a message that an app is still writing.
#[derive(Debug, Default)]
pub(crate) struct Stream {
    pub(crate) text: String,
    pub(crate) tasks: Vec<Value>,
    pub(crate) blocks: Vec<Value>,
    pub(crate) metadata: Option<Value>,
}

/// How long after its beginning a message can be streamed. Slack says nothing of it, and is seen to end all of them then.
const STREAM_LIFE: Duration = Duration::from_secs(300);

impl Model {
    /// Posts what a person or an app writes, where they may write.
    pub(crate) fn post(&mut self, mut post: Post) -> Result<Message, Refusal> {
        let is_closed = |user: &super::User| user.is_deleted;
        if self.user(&post.user).is_none_or(is_closed) {
            return Err(Refusal::UserNotFound);
        }
        let channel = self.channel(&post.channel)?;
        if channel.is_archived {
            return Err(Refusal::IsArchived);
        }
        if !channel.has(&post.user) {
            return Err(if channel.is_private() { Refusal::ChannelNotFound } else { Refusal::NotInChannel });
        }
        let app = channel.app.as_deref().and_then(|app| self.app(app).ok());
        if app.is_some_and(|app| !app.takes_messages) {
            return Err(Refusal::MessagesTabDisabled);
        }
        let empty = post.text.trim().is_empty() && post.blocks.is_empty();
        if empty && post.attachments.is_empty() && post.files.is_empty() && !post.is_streaming {
            return Err(Refusal::NoText);
        }
        self.name_blocks(&mut post.blocks);
        self.add_message(post)
    }

    /// Posts what an app writes: in public channels even where it is not, when it may write `everywhere`.
    pub(crate) fn post_as_app(&mut self, mut post: Post, everywhere: bool) -> Result<Message, Refusal> {
        let channel = self.channel(&post.channel)?;
        let is_guest = !channel.is_private() && !channel.is_archived && !channel.has(&post.user);
        if everywhere && is_guest && !(post.text.trim().is_empty() && post.blocks.is_empty()) {
            self.name_blocks(&mut post.blocks);
            return self.add_message(post);
        }
        self.post(post)
    }

    /// Posts what another app writes, which this workspace knows nothing of.
    pub(crate) fn post_as_other_bot(&mut self, post: Post) -> Result<Message, Refusal> {
        self.channel(&post.channel)?;
        self.add_message(post)
    }

    /// A person edits what they wrote.
    pub(crate) fn edit(&mut self, user: &str, channel: &str, ts: &str, text: &str) -> Result<Message, Refusal> {
        if self.message(channel, ts)?.user != user {
            return Err(Refusal::CannotUpdateMessage);
        }
        let text = markup::escape(text);
        self.change_message(user, channel, ts, true, |message| message.text = text)
    }

    /// Adds a message without asking whether it may be.
    pub(super) fn add_message(&mut self, post: Post) -> Result<Message, Refusal> {
        let message = post.into_message(self.next_ts());
        self.room_mut(&message.channel)?.messages.push(message.clone());
        self.tell(Happening::MessagePosted(message.clone()));
        let event = self.message_event(&message);
        self.announce_message(event, &message.channel);
        self.announce_mentions(&message);
        if message.bot_id.is_some() {
            self.clear_status(&message.channel, message.thread());
        }
        Ok(message)
    }

    /// Changes a message. `edited` marks it as edited, which a link preview does not.
    pub(crate) fn change_message(
        &mut self,
        by: &str,
        channel: &str,
        ts: &str,
        edited: bool,
        change: impl FnOnce(&mut Message),
    ) -> Result<Message, Refusal> {
        let at = self.next_ts();
        let previous = self.message(channel, ts)?.clone();
        let message = self.message_mut(channel, ts)?;
        change(message);
        if edited {
            message.edited = Some(Edited { user: by.to_owned(), ts: at });
        }
        let mut blocks = std::mem::take(&mut message.blocks);
        self.name_blocks(&mut blocks);
        self.message_mut(channel, ts)?.blocks = blocks;
        let message = self.message(channel, ts)?.clone();
        self.tell(Happening::MessageChanged { message: message.clone(), previous: Box::new(previous.clone()) });
        self.announce_change(
            "message_changed",
            &message,
            json!({
                "message": self.message_json(&message, Detail::Event),
                "previous_message": self.message_json(&previous, Detail::Event),
            }),
        );
        Ok(message)
    }

    /// Deletes a message; of one with replies a tombstone is left.
    pub(crate) fn delete_message(&mut self, by: &str, channel: &str, ts: &str) -> Result<(), Refusal> {
        let message = self.message(channel, ts)?.clone();
        if !self.replies(channel, ts).is_empty() {
            self.change_message(by, channel, ts, false, |message| {
                message.subtype = Some(Subtype::Tombstone);
                message.text = "This message was deleted.".to_owned();
                message.blocks.clear();
                message.files.clear();
                message.reactions.clear();
            })?;
            return Ok(());
        }
        self.room_mut(channel)?.messages.retain(|other| other.ts != ts);
        self.tell(Happening::MessageDeleted(message.clone()));
        self.announce_change(
            "message_deleted",
            &message,
            json!({
                "deleted_ts": message.ts,
                "previous_message": self.message_json(&message, Detail::Event),
            }),
        );
        Ok(())
    }

    /// Shows a message to one person; no app hears of it.
    pub(crate) fn post_only_for(&mut self, user: &str, mut post: Post) -> Result<Message, Refusal> {
        self.user(user).ok_or(Refusal::UserNotFound)?;
        if !self.channel(&post.channel)?.has(user) {
            return Err(Refusal::UserNotInChannel);
        }
        if post.text.trim().is_empty() && post.blocks.is_empty() && post.attachments.is_empty() {
            return Err(Refusal::NoText);
        }
        self.name_blocks(&mut post.blocks);
        let mut message = post.into_message(self.next_ts());
        message.only_for = Some(user.to_owned());
        self.room_mut(&message.channel)?.ephemerals.push(message.clone());
        self.tell(Happening::EphemeralPosted(message.clone()));
        Ok(message)
    }

    /// Changes what one person sees, or takes it away when `change` says so by leaving it without text and blocks.
    pub(crate) fn change_ephemeral(&mut self, channel: &str, ts: &str, change: impl FnOnce(&mut Message)) -> bool {
        let Ok(room) = self.room_mut(channel) else { return false };
        let Some(position) = room.ephemerals.iter().position(|message| message.ts == ts) else { return false };
        let mut message = room.ephemerals.remove(position);
        change(&mut message);
        if !message.text.is_empty() || !message.blocks.is_empty() {
            let mut blocks = std::mem::take(&mut message.blocks);
            self.name_blocks(&mut blocks);
            message.blocks = blocks;
            if let Ok(room) = self.room_mut(channel) {
                room.ephemerals.insert(position, message.clone());
            }
        }
        self.tell(Happening::EphemeralChanged(message));
        true
    }

    /// Adds to a message that is being written; `done` ends it.
    pub(crate) fn append(
        &mut self,
        bot: &str,
        channel: &str,
        ts: &str,
        stream: Stream,
        done: bool,
    ) -> Result<Message, Refusal> {
        let message = self.message(channel, ts)?;
        if message.user != bot {
            return Err(Refusal::MessageNotOwnedByApp);
        }
        if !self.is_streamed(channel, ts)? {
            return Err(Refusal::MessageNotInStreamingState);
        }
        let write = |message: &mut Message| {
            message.text.push_str(&stream.text);
            message.blocks.extend(stream.blocks);
            for task in stream.tasks {
                let id = |task: &Value| (task["type"].clone(), task["id"].clone());
                match message.tasks.iter_mut().find(|known| id(known) == id(&task)) {
                    Some(known) => *known = task,
                    None => message.tasks.push(task),
                }
            }
            message.metadata = stream.metadata.or_else(|| message.metadata.take());
            message.is_streaming = !done;
        };
        if done {
            return self.change_message(bot, channel, ts, false, write);
        }
        // What is written between beginning and end is shown, but no event.
        let previous = message.clone();
        let message = self.message_mut(channel, ts)?;
        write(message);
        let message = message.clone();
        self.tell(Happening::MessageChanged { message: message.clone(), previous: Box::new(previous) });
        Ok(message)
    }

    /// Whether an app is still writing a message, and may.
    pub(crate) fn is_streamed(&self, channel: &str, ts: &str) -> Result<bool, Refusal> {
        let message = self.message(channel, ts)?;
        let began = ts.split('.').next().and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
        Ok(message.is_streaming && began.is_some_and(|began| self.now() < began + STREAM_LIFE))
    }

    fn message_event(&self, message: &Message) -> Value {
        let mut event = self.message_json(message, Detail::Event);
        event["channel"] = message.channel.as_str().into();
        event["channel_type"] = self.channel(&message.channel).map_or("channel", Channel::type_word).into();
        event["event_ts"] = message.ts.as_str().into();
        event
    }

    fn announce_message(&mut self, event: Value, channel: &str) {
        let kind = self.channel(channel).map_or("channel", Channel::type_word);
        // Only public channels and private ones differ from their subscription's name by an `s`.
        let subscription = match kind {
            "channel" | "group" => format!("message.{kind}s"),
            kind => format!("message.{kind}"),
        };
        self.announce(event, &subscription, &Audience::Channel(channel.to_owned()));
    }

    /// The apps that a message mentions hear it a second time, but for direct messages.
    fn announce_mentions(&mut self, message: &Message) {
        if !matches!(self.channel(&message.channel).map(|channel| &channel.kind), Ok(kind) if mentionable(kind)) {
            return;
        }
        let mentioned = self.apps().iter().filter(|app| markup::mentions(&message.text, &app.bot_user));
        let mentioned: Vec<_> =
            mentioned.filter(|app| app.bot_user != message.user).map(|app| app.id.clone()).collect();
        for app in mentioned {
            let mut event = self.message_event(message);
            event["type"] = "app_mention".into();
            if let Some(event) = event.as_object_mut() {
                event.shift_remove("channel_type");
                event.shift_remove("subtype");
            }
            let in_channel = self
                .app(&app)
                .is_ok_and(|app| self.channel(&message.channel).is_ok_and(|channel| channel.has(&app.bot_user)));
            if in_channel {
                self.announce(event, "app_mention", &Audience::App(app));
            }
        }
    }

    fn announce_change(&mut self, subtype: &str, message: &Message, mut details: Value) {
        let ts = self.next_ts();
        let kind = self.channel(&message.channel).map_or("channel", Channel::type_word);
        for (name, value) in [
            ("type", Value::from("message")),
            ("subtype", subtype.into()),
            ("hidden", true.into()),
            ("channel", message.channel.as_str().into()),
            ("channel_type", kind.into()),
            ("ts", ts.as_str().into()),
            ("event_ts", ts.as_str().into()),
        ] {
            details[name] = value;
        }
        self.announce_message(details, &message.channel);
    }

    /// Gives ids to the blocks and elements that have none, as Slack does.
    pub(super) fn name_blocks(&mut self, blocks: &mut [Value]) {
        for block in blocks {
            if !block.is_object() {
                continue;
            }
            if block["block_id"].as_str().is_none_or(str::is_empty) {
                block["block_id"] = self.made_up_id().into();
            }
            let mut elements: Vec<&mut Value> = Vec::new();
            match block["type"].as_str() {
                Some("actions") => elements.extend(block["elements"].as_array_mut().into_iter().flatten()),
                Some("section") => elements.extend(block.get_mut("accessory")),
                Some("input") => elements.extend(block.get_mut("element")),
                _ => {}
            }
            for element in elements {
                let interactive = element["type"].as_str().is_some_and(|kind| kind != "image");
                if interactive && element["action_id"].as_str().is_none_or(str::is_empty) {
                    element["action_id"] = self.made_up_id().into();
                }
            }
        }
    }

    /// Five characters, as Slack gives them: `b7qX2`.
    fn made_up_id(&mut self) -> String {
        const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        self.last_id += 1;
        let mut rest = self.last_id.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut id = String::with_capacity(5);
        for _ in 0..5 {
            id.push(char::from(DIGITS[usize::try_from(rest % 62).unwrap_or_default()]));
            rest /= 62;
        }
        id
    }
}

const fn mentionable(kind: &ChannelKind) -> bool {
    !matches!(kind, ChannelKind::Direct { .. })
}
