//! What an app shows of itself in a thread besides messages: what it is doing, a title, what one might ask.

use std::time::Duration;

use serde_json::json;

use super::{Message, Model, Post, Refusal, Subtype, render::Audience};
use crate::Happening;

/// How long a status is shown when nothing replaces it.
const STATUS_LIFE: Duration = Duration::from_secs(120);

/// What an app shows of itself in a thread.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ThreadState {
    /// What it is doing: `is thinking…`.
    pub status: Option<String>,
    /// What takes turns with the status (`loading_messages`).
    pub loading_messages: Vec<String>,
    /// What the thread is about.
    pub title: Option<String>,
    /// What one might ask.
    pub prompts: Vec<Prompt>,
    until: Duration,
}

/// Something that one might ask.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Prompt {
    /// What is shown.
    pub title: String,
    /// What is said when it is chosen.
    pub message: String,
}

impl Prompt {
    pub(crate) fn new(title: &str, message: &str) -> Self {
        Self { title: title.to_owned(), message: message.to_owned() }
    }
}

impl Model {
    /// What is shown in a thread now; a status ends with the app's reply, or after two minutes.
    pub(crate) fn thread_state(&self, channel: &str, thread_ts: &str) -> ThreadState {
        let mut state = self.threads.get(&key(channel, thread_ts)).cloned().unwrap_or_default();
        if state.until <= self.now() {
            state.status = None;
            state.loading_messages.clear();
        }
        state
    }

    /// Says what the app is doing; an empty status says that it does nothing.
    pub(crate) fn set_status(&mut self, channel: &str, thread_ts: &str, status: &str, loading: Vec<String>) {
        let until = self.now() + STATUS_LIFE;
        let state = self.threads.entry(key(channel, thread_ts)).or_default();
        state.status = Some(status.to_owned()).filter(|status| !status.is_empty());
        state.loading_messages = loading;
        state.until = until;
        self.tell_thread(channel, thread_ts);
    }

    pub(crate) fn set_title(&mut self, channel: &str, thread_ts: &str, title: &str) {
        self.threads.entry(key(channel, thread_ts)).or_default().title = Some(title.to_owned());
        self.tell_thread(channel, thread_ts);
    }

    pub(crate) fn set_prompts(&mut self, channel: &str, thread_ts: &str, prompts: Vec<Prompt>) {
        self.threads.entry(key(channel, thread_ts)).or_default().prompts = prompts;
        self.tell_thread(channel, thread_ts);
    }

    pub(super) fn clear_status(&mut self, channel: &str, thread_ts: &str) {
        if self.thread_state(channel, thread_ts).status.is_some() {
            self.set_status(channel, thread_ts, "", Vec::new());
        }
    }

    /// A person begins a thread with an app that is an assistant.
    pub(crate) fn begin_assistant_thread(
        &mut self,
        user: &str,
        app: &str,
        context: Option<&str>,
    ) -> Result<Message, Refusal> {
        let channel = self.open_direct_message(user, app)?;
        let (bot_user, bot_id) = self.app(app).map(|app| (app.bot_user.clone(), app.bot_id.clone()))?;
        let mut post = Post::new(&bot_user, &channel, "New assistant thread".to_owned());
        post.bot_id = Some(bot_id);
        let root = self.add_message(post.special(Subtype::AssistantThread))?;
        self.announce_assistant("assistant_thread_started", user, app, &root, context);
        Ok(root)
    }

    /// A person looks at another channel while an assistant's thread is open.
    pub(crate) fn change_assistant_context(
        &mut self,
        user: &str,
        root: &Message,
        context: &str,
    ) -> Result<(), Refusal> {
        let app = self.channel(&root.channel)?.app.clone().ok_or(Refusal::ChannelTypeNotSupported)?;
        self.announce_assistant("assistant_thread_context_changed", user, &app, root, Some(context));
        Ok(())
    }

    /// A person looks at something else while an app is open beside it (`agent_view`).
    pub(crate) fn change_app_context(&mut self, user: &str, app: &str, viewed: &str) -> Result<(), Refusal> {
        let channel = self.open_direct_message(user, app)?;
        let event = json!({
            "type": "app_context_changed",
            "user": user,
            "channel": channel,
            "context": {
                "entities": [{ "type": "slack#/types/channel_id", "value": viewed, "team_id": self.team.id }],
            },
        });
        self.announce(event, "app_context_changed", &Audience::App(app.to_owned()));
        Ok(())
    }

    fn announce_assistant(&mut self, kind: &str, user: &str, app: &str, root: &Message, context: Option<&str>) {
        let context = context.map_or_else(
            || json!({}),
            |channel| json!({ "channel_id": channel, "team_id": self.team.id, "enterprise_id": null }),
        );
        let event = json!({
            "type": kind,
            "assistant_thread": {
                "user_id": user, "context": context, "channel_id": root.channel, "thread_ts": root.ts,
            },
        });
        self.announce(event, kind, &Audience::App(app.to_owned()));
    }

    fn tell_thread(&mut self, channel: &str, thread_ts: &str) {
        let state = self.thread_state(channel, thread_ts);
        let (channel, thread_ts) = (channel.to_owned(), thread_ts.to_owned());
        self.tell(Happening::ThreadChanged { channel, thread_ts, state });
    }
}

fn key(channel: &str, thread_ts: &str) -> (String, String) {
    (channel.to_owned(), thread_ts.to_owned())
}
