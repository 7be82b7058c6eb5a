//! Messages and events as Slack writes them, and who hears them.

use serde_json::{Value, json};

use super::{App, Effect, File, Message, Model, Subtype, markup};
use crate::delivery::Parcel;

/// Whose apps hear of something.
#[derive(Debug)]
pub(crate) enum Audience {
    /// Those in this channel.
    Channel(String),
    /// All that are installed.
    Everybody,
    /// One.
    App(String),
}

/// How much of a message is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// In an event: files of shared channels are stubs.
    Event,
    /// In an answer of the Web API.
    Answer,
}

impl Model {
    pub(crate) fn message_json(&self, message: &Message, detail: Detail) -> Value {
        let mut json = json!({ "type": "message", "text": message.text, "ts": message.ts, "team": self.team.id });
        if let Some(subtype) = message.subtype {
            json["subtype"] = subtype.as_str().into();
        }
        // What an app says under a name of its own has no user.
        if message.username.is_none() {
            json["user"] = message.user.as_str().into();
        }
        self.write_author(message, &mut json);
        self.write_thread(message, &mut json);
        match message.bot_id {
            None if !message.text.is_empty() && message.subtype.is_none_or(typed) => {
                json["blocks"] = json!([markup::rich_text(&message.text, &message.ts[message.ts.len() - 5..])]);
            }
            _ if !message.blocks.is_empty() => json["blocks"] = message.blocks.clone().into(),
            _ => {}
        }
        if !message.attachments.is_empty() {
            json["attachments"] = message.attachments.clone().into();
        }
        if !message.files.is_empty() {
            let shared = self.channel(&message.channel).is_ok_and(|channel| channel.is_shared);
            let stubs = shared && detail == Detail::Event;
            let files = message.files.iter().filter_map(|id| self.file(id).ok());
            json["files"] = files.map(|file| self.file_json(file, stubs)).collect();
            json["upload"] = true.into();
            json["display_as_bot"] = false.into();
        }
        if let Some(metadata) = message.metadata.as_ref().filter(|_| detail == Detail::Answer) {
            json["metadata"] = metadata.clone();
        }
        if let Some(edited) = &message.edited {
            json["edited"] = json!({ "user": edited.user, "ts": edited.ts });
        }
        if detail == Detail::Answer && !message.reactions.is_empty() {
            let reactions = message.reactions.iter();
            let shown = reactions.map(|r| json!({ "name": r.name, "users": r.users, "count": r.users.len() }));
            json["reactions"] = shown.collect();
        }
        json
    }

    fn write_author(&self, message: &Message, json: &mut Value) {
        if let Some(username) = &message.username {
            json["username"] = username.as_str().into();
        }
        if let Some(icon) = &message.icon_url {
            json["icons"] = json!({ "image_48": icon });
        }
        let Some(bot_id) = &message.bot_id else {
            if message.subtype.is_none_or(typed) {
                json["client_msg_id"] = format!("{}-{}", message.channel, message.ts).into();
            }
            return;
        };
        json["bot_id"] = bot_id.as_str().into();
        let app = self.apps().iter().find(|app| app.bot_id == *bot_id);
        let app_id = app.map_or_else(|| bot_id.replacen('B', "A", 1), |app| app.id.clone());
        json["app_id"] = app_id.as_str().into();
        let name = app.map_or(message.username.as_deref().unwrap_or_default(), |app| &app.name);
        json["bot_profile"] = json!({
            "id": bot_id, "app_id": app_id, "name": name, "deleted": false, "updated": 0, "team_id": self.team.id,
        });
    }

    /// A reply names the beginning of its thread; the beginning names its replies.
    fn write_thread(&self, message: &Message, json: &mut Value) {
        if let Some(thread_ts) = message.thread_ts.as_deref().filter(|thread_ts| *thread_ts != message.ts) {
            json["thread_ts"] = thread_ts.into();
            if let Ok(root) = self.message(&message.channel, thread_ts) {
                json["parent_user_id"] = root.user.as_str().into();
                if message.subtype == Some(Subtype::ThreadBroadcast) {
                    json["root"] = json!({
                        "type": "message", "user": root.user, "text": root.text, "ts": root.ts, "thread_ts": root.ts,
                    });
                }
            }
            return;
        }
        let replies = self.replies(&message.channel, &message.ts);
        if let Some(latest) = replies.last() {
            let mut users: Vec<_> = replies.iter().map(|reply| reply.user.as_str()).collect();
            users.sort_unstable();
            users.dedup();
            json["thread_ts"] = message.ts.as_str().into();
            json["reply_count"] = replies.len().into();
            json["reply_users_count"] = users.len().into();
            json["reply_users"] = json!(users);
            json["latest_reply"] = latest.ts.as_str().into();
            json["subscribed"] = false.into();
        }
    }

    /// A file; a stub says only that the app has to ask for it.
    pub(crate) fn file_json(&self, file: &File, stub: bool) -> Value {
        if stub { json!({ "id": file.id, "file_access": "check_file_info" }) } else { file.to_json(self) }
    }

    /// Sends an event to the apps that hear it.
    pub(crate) fn announce(&mut self, mut event: Value, subscription: &str, audience: &Audience) {
        if event["event_ts"].is_null() {
            event["event_ts"] = self.next_ts().into();
        }
        let hears = |app: &&App| {
            let concerns = match audience {
                Audience::Everybody => true,
                Audience::App(id) => app.id == *id,
                Audience::Channel(id) => self.channel(id).is_ok_and(|channel| {
                    channel.has(&app.bot_user) && channel.app.as_ref().is_none_or(|other| *other == app.id)
                }),
            };
            let reachable = app.socket_mode || !app.events.is_empty();
            app.is_installed && concerns && reachable && app.hears(subscription)
        };
        let hearers: Vec<_> = self.apps.iter().filter(hears).map(|app| app.id.clone()).collect();
        for app in hearers {
            let parcel = self.envelope(&app, &event);
            self.effects.push(Effect::Deliver(Box::new(parcel)));
        }
    }

    /// What Slack puts around an event.
    fn envelope(&mut self, app: &str, event: &Value) -> Parcel {
        let id = self.next_id("Ev");
        let kind = event["type"].as_str().unwrap_or_default().to_owned();
        let (bot, token) = self.app(app).map(|app| (&*app.bot_user, &*app.verification_token)).unwrap_or_default();
        let envelope = json!({
            "token": token,
            "team_id": self.team.id,
            "context_team_id": self.team.id,
            "context_enterprise_id": null,
            "api_app_id": app,
            "event": event,
            "type": "event_callback",
            "event_id": id,
            "event_time": self.now().as_secs(),
            "authorizations": [{
                "enterprise_id": null,
                "team_id": self.team.id,
                "user_id": bot,
                "is_bot": true,
                "is_enterprise_install": false,
            }],
            "is_ext_shared_channel": event["channel"].as_str().is_some_and(|id| {
                self.channel(id).is_ok_and(|channel| channel.is_shared)
            }),
            "event_context": format!("4-{id}"),
        });
        Parcel::event(app, id, kind, envelope)
    }

    /// Tells an app that it hears too much (`app_rate_limited`), which comes without an envelope.
    pub(crate) fn announce_rate_limit(&mut self, app: &str) {
        let Ok(known) = self.app(app) else { return };
        let body = json!({
            "token": known.verification_token,
            "type": "app_rate_limited",
            "team_id": self.team.id,
            "minute_rate_limited": self.now().as_secs() / 60 * 60,
            "api_app_id": app,
        });
        let id = self.next_id("Ev");
        let parcel = Parcel::event(app, id, "app_rate_limited".to_owned(), body);
        self.effects.push(Effect::Deliver(Box::new(parcel)));
    }
}

/// Whether people typed a message of this kind.
const fn typed(subtype: Subtype) -> bool {
    matches!(subtype, Subtype::MeMessage | Subtype::ThreadBroadcast | Subtype::FileShare)
}
