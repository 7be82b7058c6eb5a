//! The workspace as data: who is in it, what was written, which apps there are, and what each change causes.

mod app;
mod channel;
mod conversations;
mod file;
mod functions;
mod limits;
mod manifest;
mod markup;
mod message;
mod oauth;
mod payloads;
mod people;
mod posting;
mod reactions;
mod refusal;
mod render;
mod response_urls;
mod sharing;
mod threads;
mod tickets;
mod tokens;
mod user;
mod views;

use std::{collections::HashMap, sync::Arc, time::Duration};

use serde_json::Value;

use crate::{Clock, Happening, delivery::Parcel};

pub use self::{
    app::App,
    channel::{Channel, ChannelKind},
    file::{File, FileSharing, Upload},
    functions::FunctionOutcome,
    message::{Edited, Message, Reaction, Subtype},
    oauth::Consent,
    payloads::{Element, Input},
    refusal::Refusal,
    threads::{Prompt, ThreadState},
    tokens::SpentRefresh,
    user::User,
    views::{Tab, View},
};
pub(crate) use self::{
    app::{ALL_SCOPES, Addresses},
    message::Post,
    oauth::ConsentRequest,
    payloads::Surface,
    posting::Stream,
    render::Detail,
    response_urls::UrlRefusal,
    tokens::{Caller, Holder},
};

/// The workspace in which everything happens.
#[derive(Debug, Clone)]
pub(crate) struct Team {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) domain: String,
}

/// Something that a change causes, in the order in which it is told.
#[derive(Debug)]
pub(crate) enum Effect {
    Happened(Box<Happening>),
    Deliver(Box<Parcel>),
    /// An address is to be asked whether it is the app's.
    Verify {
        app: String,
        url: String,
    },
}

#[derive(Debug)]
struct Room {
    channel: Channel,
    messages: Vec<Message>,
    /// What only one person sees.
    ephemerals: Vec<Message>,
    /// How far the members have read.
    read: HashMap<String, String>,
}

/// How the workspace behaves where Slack leaves it open.
#[derive(Debug, Clone)]
pub(crate) struct Habits {
    pub(crate) token_lifetime: Duration,
    pub(crate) spent_refresh: SpentRefresh,
    pub(crate) file_sharing: FileSharing,
    pub(crate) thread_in_container: bool,
    pub(crate) thread_in_message: bool,
}

impl Default for Habits {
    fn default() -> Self {
        Self {
            token_lifetime: Duration::from_secs(12 * 60 * 60),
            spent_refresh: SpentRefresh::Refused,
            file_sharing: FileSharing::AtOnce,
            thread_in_container: true,
            thread_in_message: true,
        }
    }
}

#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) team: Team,
    pub(crate) habits: Habits,
    /// Where the workspace is reached: `http://127.0.0.1:1234`.
    pub(crate) base_url: String,
    clock: Arc<dyn Clock>,
    users: Vec<User>,
    rooms: Vec<Room>,
    apps: Vec<App>,
    tokens: tokens::Tokens,
    codes: Vec<oauth::Code>,
    files: Vec<File>,
    /// Messages whose files are not shared yet.
    waiting: Vec<Post>,
    threads: HashMap<(String, String), ThreadState>,
    views: views::Views,
    triggers: HashMap<String, payloads::Trigger>,
    tickets: HashMap<String, tickets::Ticket>,
    response_urls: HashMap<String, response_urls::ResponseUrl>,
    /// What people have chosen in messages and views, by surface and person.
    choices: HashMap<(String, String), Value>,
    functions: Vec<functions::Run>,
    pub(crate) limits: limits::Limits,
    last_ts: u128,
    last_id: u64,
    effects: Vec<Effect>,
}

impl Model {
    pub(crate) fn new(team: Team, clock: Arc<dyn Clock>) -> Self {
        Self {
            team,
            clock,
            habits: Habits::default(),
            base_url: String::new(),
            users: Vec::new(),
            rooms: Vec::new(),
            apps: Vec::new(),
            tokens: tokens::Tokens::default(),
            codes: Vec::new(),
            files: Vec::new(),
            waiting: Vec::new(),
            threads: HashMap::new(),
            views: views::Views::default(),
            triggers: HashMap::new(),
            tickets: HashMap::new(),
            response_urls: HashMap::new(),
            choices: HashMap::new(),
            functions: Vec::new(),
            limits: limits::Limits::default(),
            last_ts: 0,
            last_id: 0,
            effects: Vec::new(),
        }
    }

    pub(crate) fn now(&self) -> Duration {
        self.clock.unix_now()
    }

    /// What the changes since the last call cause.
    pub(crate) fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    fn tell(&mut self, happening: Happening) {
        self.effects.push(Effect::Happened(Box::new(happening)));
    }

    /// The time as a timestamp, never twice the same.
    fn next_ts(&mut self) -> String {
        self.last_ts = self.now().as_micros().max(self.last_ts + 1);
        // Of equal length, so that they sort as text.
        format!("{:010}.{:06}", self.last_ts / 1_000_000, self.last_ts % 1_000_000)
    }

    /// An id that nothing else in this workspace has, and nothing in a workspace with another id.
    fn next_id(&mut self, prefix: &str) -> String {
        self.last_id += 1;
        format!("{prefix}{}{:07}", self.team.id.trim_start_matches('T'), self.last_id)
    }

    fn room(&self, id: &str) -> Result<&Room, Refusal> {
        self.rooms.iter().find(|room| room.channel.id == id).ok_or(Refusal::ChannelNotFound)
    }

    fn room_mut(&mut self, id: &str) -> Result<&mut Room, Refusal> {
        self.rooms.iter_mut().find(|room| room.channel.id == id).ok_or(Refusal::ChannelNotFound)
    }

    pub(crate) fn message(&self, channel: &str, ts: &str) -> Result<&Message, Refusal> {
        let messages = &self.room(channel)?.messages;
        messages.get(position(messages, ts)?).ok_or(Refusal::MessageNotFound)
    }

    fn message_mut(&mut self, channel: &str, ts: &str) -> Result<&mut Message, Refusal> {
        let messages = &mut self.room_mut(channel)?.messages;
        let position = position(messages, ts)?;
        messages.get_mut(position).ok_or(Refusal::MessageNotFound)
    }

    pub(crate) fn messages(&self, channel: &str) -> &[Message] {
        self.room(channel).map(|room| &room.messages[..]).unwrap_or_default()
    }

    /// The replies to a message, oldest first.
    pub(crate) fn replies(&self, channel: &str, root: &str) -> Vec<&Message> {
        let later = self.messages(channel).iter().rev().take_while(|message| message.ts.as_str() > root);
        let mut replies: Vec<_> = later.filter(|message| message.thread_ts.as_deref() == Some(root)).collect();
        replies.reverse();
        replies
    }

    /// What only `user` sees in a channel.
    pub(crate) fn ephemerals(&self, channel: &str, user: &str) -> Vec<Message> {
        let all = self.room(channel).map(|room| &room.ephemerals[..]).unwrap_or_default();
        all.iter().filter(|message| message.only_for.as_deref() == Some(user)).cloned().collect()
    }
}

/// Where the message is; they are kept in the order of their timestamps.
fn position(messages: &[Message], ts: &str) -> Result<usize, Refusal> {
    messages.binary_search_by(|message| message.ts.as_str().cmp(ts)).map_err(|_| Refusal::MessageNotFound)
}
