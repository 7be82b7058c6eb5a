//! The workspace as data: who is in it, what was written, and the events that each change causes.

use serde_json::{Value, json};

use crate::delivery::unix_now;

pub(crate) const TEAM_ID: &str = "T0WORKSPACE";
pub(crate) const APP_ID: &str = "A0APP";
pub(crate) const BOT_ID: &str = "B0BOT";

/// A person or the app's bot user.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct User {
    /// Slack's id: `U…`.
    pub id: String,
    /// The name that others see.
    pub name: String,
    /// The address of a picture.
    pub picture: Option<String>,
    /// Whether it is an app's user.
    pub is_bot: bool,
}

impl User {
    /// A person without a picture.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { id: id.into(), name: name.into(), picture: None, is_bot: false }
    }

    /// Sets the address of the picture.
    #[must_use]
    pub fn picture(mut self, url: impl Into<String>) -> Self {
        self.picture = Some(url.into());
        self
    }

    pub(crate) fn bot(mut self) -> Self {
        self.is_bot = true;
        self
    }

    pub(crate) fn profile(&self) -> Value {
        let mut profile = json!({
            "real_name": self.name,
            "real_name_normalized": self.name,
            "display_name": self.name.split(' ').next(),
            "team": TEAM_ID,
        });
        if let Some(picture) = &self.picture {
            for size in ["image_24", "image_48", "image_192", "image_512"] {
                profile[size] = picture.as_str().into();
            }
        }
        profile
    }
}

/// Where people write: a channel, or the direct message of one of them with the app.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Channel {
    /// Slack's id: `C…`, or `D…` for a direct message.
    pub id: String,
    /// Its name, or the id of the person whose direct message it is.
    pub kind: ChannelKind,
}

/// What a [`Channel`] is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChannelKind {
    /// A public channel of this name.
    Public {
        /// The name, without `#`.
        name: String,
    },
    /// The direct message of a person with the app.
    Direct {
        /// The person's id.
        user: String,
    },
}

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
    /// Who wrote it.
    pub user: String,
    /// The app that wrote it; `None` for people.
    pub bot_id: Option<String>,
    /// The name that the app gave itself for this message.
    pub username: Option<String>,
    /// The text as Slack keeps it: mrkdwn, with `&`, `<` and `>` escaped.
    pub text: String,
    /// Block Kit blocks; empty for plain text.
    pub blocks: Vec<Value>,
    /// Its reactions, oldest first.
    pub reactions: Vec<Reaction>,
}

impl Message {
    /// The text as people read it: without escapes.
    #[must_use]
    pub fn displayed(&self) -> String {
        self.text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    }

    /// The first message of its thread, be it itself.
    #[must_use]
    pub fn thread(&self) -> &str {
        self.thread_ts.as_deref().unwrap_or(&self.ts)
    }

    pub(crate) fn to_json(&self) -> Value {
        let mut json = json!({
            "type": "message",
            "user": self.user,
            "text": self.text,
            "ts": self.ts,
            "team": TEAM_ID,
        });
        if let Some(thread_ts) = &self.thread_ts {
            json["thread_ts"] = thread_ts.as_str().into();
        }
        if let Some(bot_id) = &self.bot_id {
            json["bot_id"] = bot_id.as_str().into();
            json["app_id"] = APP_ID.into();
        } else {
            json["client_msg_id"] = format!("{}-{}", self.channel, self.ts).into();
        }
        if let Some(username) = &self.username {
            json["username"] = username.as_str().into();
        }
        if !self.blocks.is_empty() {
            json["blocks"] = self.blocks.clone().into();
        }
        json
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

/// What Slack refuses, printed as its error code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The user has reacted to the message with this emoji before.
    #[error("already_reacted")]
    AlreadyReacted,
    /// There is no such channel.
    #[error("channel_not_found")]
    ChannelNotFound,
    /// An argument is missing.
    #[error("invalid_arguments")]
    InvalidArguments,
    /// The token is not the workspace's.
    #[error("invalid_auth")]
    InvalidAuth,
    /// The blocks are not what Block Kit allows.
    #[error("invalid_blocks")]
    InvalidBlocks,
    /// The name of the emoji is not one.
    #[error("invalid_name")]
    InvalidName,
    /// There is no such message.
    #[error("message_not_found")]
    MessageNotFound,
    /// There is no such reaction to take back.
    #[error("no_reaction")]
    NoReaction,
    /// Neither text nor blocks.
    #[error("no_text")]
    NoText,
    /// There is no token.
    #[error("not_authed")]
    NotAuthed,
    /// The Web API has no such method, or this workspace does not imitate it.
    #[error("unknown_method")]
    UnknownMethod,
    /// There is no such user.
    #[error("user_not_found")]
    UserNotFound,
}

/// A message before it is posted.
#[derive(Debug)]
pub(crate) struct Post {
    pub(crate) user: String,
    pub(crate) channel: String,
    pub(crate) thread_ts: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) text: String,
    pub(crate) blocks: Vec<Value>,
}

impl Post {
    pub(crate) fn new(user: &str, channel: &str, text: String) -> Self {
        Self {
            user: user.to_owned(),
            channel: channel.to_owned(),
            thread_ts: None,
            username: None,
            text,
            blocks: Vec::new(),
        }
    }

    /// What a person types.
    pub(crate) fn typed(user: &str, channel: &str, text: &str) -> Self {
        Self::new(user, channel, escape(text))
    }

    pub(crate) fn in_thread(mut self, thread_ts: &str) -> Self {
        self.thread_ts = Some(thread_ts.to_owned());
        self
    }
}

/// A change to a message, and the event that tells the app.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) message: Message,
    pub(crate) event: Value,
}

#[derive(Debug)]
struct Room {
    channel: Channel,
    messages: Vec<Message>,
}

#[derive(Debug)]
pub(crate) struct Model {
    bot: User,
    users: Vec<User>,
    rooms: Vec<Room>,
    last_ts: u128,
    events: u64,
}

impl Model {
    pub(crate) fn new(bot: User) -> Self {
        Self { bot, users: Vec::new(), rooms: Vec::new(), last_ts: 0, events: 0 }
    }

    pub(crate) fn set_bot(&mut self, bot: User) {
        self.bot = bot;
    }

    pub(crate) fn add_user(&mut self, user: User) {
        self.users.push(user);
    }

    pub(crate) fn add_channel(&mut self, id: &str, name: &str) {
        self.open(id.to_owned(), ChannelKind::Public { name: name.to_owned() });
    }

    pub(crate) fn bot(&self) -> &User {
        &self.bot
    }

    pub(crate) fn user(&self, id: &str) -> Option<&User> {
        self.users.iter().chain([&self.bot]).find(|user| user.id == id)
    }

    pub(crate) fn messages(&self, channel: &str) -> Vec<Message> {
        self.room(channel).map(|room| room.messages.clone()).unwrap_or_default()
    }

    pub(crate) fn channel(&self, id: &str) -> Result<&Channel, Refusal> {
        Ok(&self.room(id)?.channel)
    }

    pub(crate) fn open_direct_message(&mut self, user: &str) -> Result<String, Refusal> {
        let user = self.user(user).ok_or(Refusal::UserNotFound)?.id.clone();
        let id = format!("D{}", user.trim_start_matches('U'));
        if self.room(&id).is_err() {
            self.open(id.clone(), ChannelKind::Direct { user });
        }
        Ok(id)
    }

    pub(crate) fn channel_info(&self, id: &str) -> Result<Value, Refusal> {
        let channel = self.channel(id)?;
        Ok(match &channel.kind {
            ChannelKind::Public { name } => {
                json!({ "id": id, "name": name, "is_channel": true, "is_im": false, "is_private": false })
            }
            ChannelKind::Direct { user } => json!({ "id": id, "user": user, "is_im": true, "is_private": true }),
        })
    }

    pub(crate) fn post(&mut self, post: Post) -> Result<Change, Refusal> {
        if self.user(&post.user).is_none() {
            return Err(Refusal::UserNotFound);
        }
        if post.text.is_empty() && post.blocks.is_empty() {
            return Err(Refusal::NoText);
        }
        let ts = self.next_ts();
        let bot_id = (post.user == self.bot.id).then(|| BOT_ID.to_owned());
        let room = self.room_mut(&post.channel)?;
        let channel_type = match room.channel.kind {
            ChannelKind::Public { .. } => "channel",
            ChannelKind::Direct { .. } => "im",
        };
        let message = Message {
            channel: post.channel,
            ts,
            thread_ts: post.thread_ts,
            user: post.user,
            bot_id,
            username: post.username,
            text: post.text,
            blocks: post.blocks,
            reactions: Vec::new(),
        };
        room.messages.push(message.clone());

        let mut event = message.to_json();
        event["channel"] = message.channel.as_str().into();
        event["channel_type"] = channel_type.into();
        event["event_ts"] = message.ts.as_str().into();
        Ok(Change { message, event })
    }

    pub(crate) fn react(&mut self, user: &str, channel: &str, ts: &str, emoji: &str) -> Result<Change, Refusal> {
        if self.user(user).is_none() {
            return Err(Refusal::UserNotFound);
        }
        if emoji.is_empty() || emoji.contains(|c: char| c.is_whitespace() || c == ':') {
            return Err(Refusal::InvalidName);
        }
        let message = self.message_mut(channel, ts)?;
        match message.reactions.iter_mut().find(|reaction| reaction.name == emoji) {
            Some(reaction) if reaction.users.iter().any(|other| other == user) => return Err(Refusal::AlreadyReacted),
            Some(reaction) => reaction.users.push(user.to_owned()),
            None => message.reactions.push(Reaction { name: emoji.to_owned(), users: vec![user.to_owned()] }),
        }
        let message = message.clone();
        let event = self.reaction_event("reaction_added", user, emoji, &message);
        Ok(Change { message, event })
    }

    pub(crate) fn unreact(&mut self, user: &str, channel: &str, ts: &str, emoji: &str) -> Result<Change, Refusal> {
        if self.user(user).is_none() {
            return Err(Refusal::UserNotFound);
        }
        let message = self.message_mut(channel, ts)?;
        let reaction = message.reactions.iter_mut().find(|reaction| reaction.name == emoji);
        let reaction = reaction.ok_or(Refusal::NoReaction)?;
        let before = reaction.users.len();
        reaction.users.retain(|other| other != user);
        if reaction.users.len() == before {
            return Err(Refusal::NoReaction);
        }
        message.reactions.retain(|reaction| !reaction.users.is_empty());
        let message = message.clone();
        let event = self.reaction_event("reaction_removed", user, emoji, &message);
        Ok(Change { message, event })
    }

    /// What Slack puts around an event.
    pub(crate) fn envelope(&mut self, event: &Value) -> Value {
        self.events += 1;
        json!({
            "token": "verification-token",
            "team_id": TEAM_ID,
            "api_app_id": APP_ID,
            "event": event,
            "type": "event_callback",
            "event_id": format!("Ev{:08}", self.events),
            "event_time": unix_now().as_secs(),
            "authorizations": [{
                "enterprise_id": null,
                "team_id": TEAM_ID,
                "user_id": self.bot.id,
                "is_bot": true,
                "is_enterprise_install": false,
            }],
            "is_ext_shared_channel": false,
            "event_context": format!("4-event-{}", self.events),
        })
    }

    fn reaction_event(&mut self, kind: &str, user: &str, emoji: &str, message: &Message) -> Value {
        json!({
            "type": kind,
            "user": user,
            "reaction": emoji,
            "item": { "type": "message", "channel": message.channel, "ts": message.ts },
            "item_user": message.user,
            "event_ts": self.next_ts(),
        })
    }

    /// The time, never twice the same.
    fn next_ts(&mut self) -> String {
        self.last_ts = unix_now().as_micros().max(self.last_ts + 1);
        format!("{}.{:06}", self.last_ts / 1_000_000, self.last_ts % 1_000_000)
    }

    fn open(&mut self, id: String, kind: ChannelKind) {
        self.rooms.push(Room { channel: Channel { id, kind }, messages: Vec::new() });
    }

    fn room(&self, id: &str) -> Result<&Room, Refusal> {
        self.rooms.iter().find(|room| room.channel.id == id).ok_or(Refusal::ChannelNotFound)
    }

    fn room_mut(&mut self, id: &str) -> Result<&mut Room, Refusal> {
        self.rooms.iter_mut().find(|room| room.channel.id == id).ok_or(Refusal::ChannelNotFound)
    }

    fn message_mut(&mut self, channel: &str, ts: &str) -> Result<&mut Message, Refusal> {
        let messages = &mut self.room_mut(channel)?.messages;
        messages.iter_mut().find(|message| message.ts == ts).ok_or(Refusal::MessageNotFound)
    }
}

/// `&`, `<` and `>` as entities, but for mentions: `<@U…>`, `<#C…>`, `<!here>`.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>']) {
        let (plain, special) = rest.split_at(at);
        escaped.push_str(plain);
        let mention = special.strip_prefix('<').filter(|inner| inner.starts_with(['@', '#', '!']));
        let taken = match mention.and_then(|inner| inner.find('>')) {
            Some(end) => {
                escaped.push_str(&special[..end + 2]);
                end + 2
            }
            None => {
                escaped.push_str(match special.as_bytes()[0] {
                    b'&' => "&amp;",
                    b'<' => "&lt;",
                    _ => "&gt;",
                });
                1
            }
        };
        rest = &special[taken..];
    }
    escaped + rest
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn what_people_type_is_escaped_but_mentions_stay() {
        assert_eq!(escape("<@U1> is 1 < 2 & 3 > 2?"), "<@U1> is 1 &lt; 2 &amp; 3 &gt; 2?");
        assert_eq!(escape("a <@ without end"), "a &lt;@ without end");
    }
}
