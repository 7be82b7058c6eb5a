//! What people do with what an app shows: clicks, choices, commands, shortcuts, submitted views.

mod actions;
mod element;

use std::time::Duration;

use serde_json::{Map, Value, json};

pub use self::element::{Element, Input};
use super::{Message, Model, Refusal, View, render::Detail};
use crate::delivery::{Answering, Parcel};

/// How long a trigger opens a view.
const TRIGGER_LIFE: Duration = Duration::from_secs(3);

#[derive(Debug)]
pub(super) struct Trigger {
    app: String,
    user: String,
    until: Duration,
    is_spent: bool,
}

/// What is clicked on.
#[derive(Debug, Clone)]
pub(crate) enum Surface {
    Message(Box<Message>),
    View(Box<View>),
}

impl Surface {
    fn key(&self) -> String {
        match self {
            Self::Message(message) => format!("{}/{}", message.channel, message.ts),
            Self::View(view) => view.id.clone(),
        }
    }

    fn blocks(&self) -> &[Value] {
        match self {
            Self::Message(message) => &message.blocks,
            Self::View(view) => view.blocks(),
        }
    }
}

impl Model {
    /// A person clicks, chooses or types on a message or view of an app. Fields of a form are only remembered.
    pub(crate) fn act(
        &mut self,
        user: &str,
        surface: &Surface,
        element: &Element,
        input: &Input,
    ) -> Result<(), Refusal> {
        self.user(user).ok_or(Refusal::UserNotFound)?;
        let app = match surface {
            Surface::View(view) => view.app.clone(),
            Surface::Message(message) => self.app_of_message(message)?,
        };
        let (block, found) = element.find(surface.blocks()).ok_or(Refusal::ElementNotFound)?;
        let chosen = actions::chosen(found, input)?;
        let block_id = block["block_id"].clone();
        self.remember(surface, user, &block_id, found, &chosen);
        if block["type"] == "input" && block["dispatch_action"] != true {
            return Ok(());
        }
        let mut action = actions::described(found);
        action["block_id"] = block_id;
        action["action_ts"] = self.next_ts().into();
        for (name, value) in chosen {
            action[name] = value;
        }
        let payload = self.block_actions(&app, user, surface, action)?;
        self.send_payload(&app, "block_actions", payload, Answering::Nothing);
        Ok(())
    }

    /// A person types into a menu whose options the app looks up: `block_suggestion`.
    pub(crate) fn look_up(
        &mut self,
        user: &str,
        message: &Message,
        element: &Element,
        query: &str,
    ) -> Result<(), Refusal> {
        let app = self.app_of_message(message)?;
        let (block, found) = element.find(&message.blocks).ok_or(Refusal::ElementNotFound)?;
        if !found["type"].as_str().is_some_and(|kind| kind.contains("external")) {
            return Err(Refusal::ElementNotFound);
        }
        let mut payload = self.payload_head("block_suggestion", &app, user)?;
        self.describe_clicked(&mut payload, &app, user, message)?;
        if let Some(payload) = payload.as_object_mut() {
            payload.shift_remove("response_url");
        }
        payload["block_id"] = block["block_id"].clone();
        payload["action_id"] = found["action_id"].clone();
        payload["value"] = query.into();
        self.send_payload(&app, "block_suggestion", payload, Answering::Nothing);
        Ok(())
    }

    /// A person submits the topmost modal.
    pub(crate) fn submit(&mut self, user: &str, view: &View) -> Result<(), Refusal> {
        let mut payload = self.payload_head("view_submission", &view.app, user)?;
        payload["trigger_id"] = self.new_trigger(&view.app, user).into();
        payload["view"] = self.view_json(view);
        payload["response_urls"] = json!([]);
        let answering = Answering::View { id: view.id.clone() };
        self.send_payload(&view.app, "view_submission", payload, answering);
        Ok(())
    }

    /// A person closes the topmost modal; the app hears of it when it asked for that.
    pub(crate) fn cancel_view(&mut self, user: &str, view: &View) -> Result<(), Refusal> {
        let all = view.content["clear_on_close"] == true;
        if view.content["notify_on_close"] == true {
            let mut payload = self.payload_head("view_closed", &view.app, user)?;
            payload["view"] = self.view_json(view);
            payload["is_cleared"] = all.into();
            self.send_payload(&view.app, "view_closed", payload, Answering::Nothing);
        }
        self.close_modal(view, all);
        Ok(())
    }

    /// A person chooses a shortcut: on a message, or anywhere.
    pub(crate) fn shortcut(
        &mut self,
        user: &str,
        app: &str,
        callback_id: &str,
        on: Option<&Message>,
    ) -> Result<(), Refusal> {
        let kind = if on.is_some() { "message_action" } else { "shortcut" };
        let mut payload = self.payload_head(kind, app, user)?;
        payload["callback_id"] = callback_id.into();
        payload["trigger_id"] = self.new_trigger(app, user).into();
        payload["action_ts"] = self.next_ts().into();
        if let Some(message) = on {
            let channel = self.channel(&message.channel)?.payload_name().to_owned();
            payload["channel"] = json!({ "id": message.channel, "name": channel });
            payload["message_ts"] = message.ts.as_str().into();
            payload["message"] = self.message_json(message, Detail::Answer);
            let thread = message.thread_ts.clone();
            let url = self.new_response_url("app", app, user, &message.channel, None, thread);
            payload["response_url"] = url.into();
        }
        self.send_payload(app, kind, payload, Answering::Nothing);
        Ok(())
    }

    /// A person types a slash command.
    pub(crate) fn command(&mut self, user: &str, channel: &str, command: &str, text: &str) -> Result<(), Refusal> {
        let lists = |app: &super::App| app.commands.as_ref().map(|known| known.iter().any(|known| known == command));
        // Who names the command has it before who takes all.
        let mut installed = self.apps().iter().filter(|app| app.is_installed);
        let named = installed.clone().find(|app| lists(app) == Some(true));
        let app = named.or_else(|| installed.find(|app| lists(app).is_none()));
        let app = app.ok_or(Refusal::UnknownCommand)?.clone();
        let name = self.user(user).ok_or(Refusal::UserNotFound)?.handle();
        let channel_name = self.channel(channel)?.payload_name().to_owned();
        let trigger = self.new_trigger(&app.id, user);
        let response_url = self.new_response_url("commands", &app.id, user, channel, None, None);
        let fields = [
            ("token", app.verification_token),
            ("team_id", self.team.id.clone()),
            ("team_domain", self.team.domain.clone()),
            ("channel_id", channel.to_owned()),
            ("channel_name", channel_name),
            ("user_id", user.to_owned()),
            ("user_name", name),
            ("command", command.to_owned()),
            ("text", text.to_owned()),
            ("api_app_id", app.id.clone()),
            ("is_enterprise_install", "false".to_owned()),
            ("response_url", response_url.clone()),
            ("trigger_id", trigger),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value)).to_vec();
        let secret = response_url.rsplit('/').next().unwrap_or_default();
        let parcel = Parcel::command(&app.id, self.next_id("cmd"), command, fields, secret);
        self.effects.push(super::Effect::Deliver(Box::new(parcel)));
        Ok(())
    }

    /// What the app answered at once, or that it did not.
    pub(crate) fn settle(&mut self, answering: &Answering, answer: Option<&[u8]>) {
        match answering {
            Answering::Nothing => {}
            Answering::View { id } => {
                if let Some(answer) = answer {
                    self.settle_view(id, &serde_json::from_slice(answer).unwrap_or_default());
                }
            }
            Answering::Command { secret, command } => {
                let Some(url) = self.response_urls.get(secret).cloned() else { return };
                let Some(answer) = answer else {
                    let text = format!("{command} failed with the error \"dispatch_failed\"");
                    // The person has left the channel since: nobody is told.
                    let _left = self.answer_person(&url, &json!({ "text": text, "response_type": "ephemeral" }));
                    return;
                };
                let text = String::from_utf8_lossy(answer);
                let answer = match serde_json::from_slice::<Value>(answer) {
                    Ok(answer) if answer.is_object() => answer,
                    _ => json!({ "text": text }),
                };
                if answer != json!({ "text": "" }) {
                    // An answer without text and blocks shows nothing.
                    let _empty = self.answer_person(&url, &answer);
                }
            }
        }
    }

    fn app_of_message(&self, message: &Message) -> Result<String, Refusal> {
        let bot_id = message.bot_id.as_deref();
        let app = self.apps().iter().find(|app| Some(app.bot_id.as_str()) == bot_id);
        Ok(app.ok_or(Refusal::ElementNotFound)?.id.clone())
    }

    fn block_actions(&mut self, app: &str, user: &str, surface: &Surface, action: Value) -> Result<Value, Refusal> {
        let mut payload = self.payload_head("block_actions", app, user)?;
        payload["trigger_id"] = self.new_trigger(app, user).into();
        payload["state"] = json!({ "values": self.state_of(surface.blocks(), &surface.key(), user) });
        match surface {
            Surface::View(view) => {
                payload["container"] = json!({ "type": "view", "view_id": view.id });
                payload["view"] = self.view_json(view);
            }
            Surface::Message(message) => self.describe_clicked(&mut payload, app, user, message)?,
        }
        payload["actions"] = json!([action]);
        Ok(payload)
    }

    fn describe_clicked(
        &mut self,
        payload: &mut Value,
        app: &str,
        user: &str,
        message: &Message,
    ) -> Result<(), Refusal> {
        let is_ephemeral = message.only_for.is_some();
        let thread = message.thread_ts.clone();
        payload["container"] = json!({
            "type": "message", "message_ts": message.ts, "channel_id": message.channel, "is_ephemeral": is_ephemeral,
        });
        if let Some(thread) = thread.as_deref().filter(|_| self.habits.thread_in_container) {
            payload["container"]["thread_ts"] = thread.into();
        }
        let name = self.channel(&message.channel)?.payload_name().to_owned();
        payload["channel"] = json!({ "id": message.channel, "name": name });
        // Slack does not keep what only one person sees.
        if !is_ephemeral {
            let mut shown = self.message_json(message, Detail::Answer);
            if let Some(shown) = shown.as_object_mut().filter(|_| !self.habits.thread_in_message) {
                shown.shift_remove("thread_ts");
            }
            payload["message"] = shown;
        }
        let original = Some((message.ts.clone(), is_ephemeral));
        payload["response_url"] =
            self.new_response_url("actions", app, user, &message.channel, original, thread).into();
        Ok(())
    }

    /// What all payloads begin with.
    fn payload_head(&self, kind: &str, app: &str, user: &str) -> Result<Value, Refusal> {
        let app = self.app(app)?;
        let user = self.user(user).ok_or(Refusal::UserNotFound)?;
        Ok(json!({
            "type": kind,
            "token": app.verification_token,
            "api_app_id": app.id,
            "team": { "id": self.team.id, "domain": self.team.domain },
            "enterprise": null,
            "is_enterprise_install": false,
            "user": { "id": user.id, "username": user.handle(), "name": user.handle(), "team_id": self.team.id },
        }))
    }

    fn send_payload(&mut self, app: &str, kind: &str, payload: Value, answering: Answering) {
        let id = self.next_id("pay");
        let parcel = Parcel::payload(app, id, kind, payload, answering);
        self.effects.push(super::Effect::Deliver(Box::new(parcel)));
    }

    fn new_trigger(&mut self, app: &str, user: &str) -> String {
        let id = self.next_id("trigger.");
        let until = self.now() + TRIGGER_LIFE;
        let trigger = Trigger { app: app.to_owned(), user: user.to_owned(), until, is_spent: false };
        self.triggers.insert(id.clone(), trigger);
        id
    }

    /// Who caused the trigger, which opens one view.
    pub(super) fn spend_trigger(&mut self, app: &str, id: &str) -> Result<String, Refusal> {
        let now = self.now();
        let trigger = self.triggers.get_mut(id).filter(|trigger| trigger.app == app);
        let trigger = trigger.ok_or(Refusal::InvalidTriggerId)?;
        if trigger.is_spent {
            return Err(Refusal::ExchangedTriggerId);
        }
        if trigger.until <= now {
            return Err(Refusal::ExpiredTriggerId);
        }
        trigger.is_spent = true;
        Ok(trigger.user.clone())
    }

    /// What a person has chosen on a surface, by block and element.
    pub(crate) fn state_of(&self, blocks: &[Value], surface: &str, user: &str) -> Value {
        let known = self.choices.get(&(surface.to_owned(), user.to_owned()));
        let mut values = Map::new();
        for (block, element) in element::all(blocks) {
            let Some(initial) = actions::initial(element) else { continue };
            let (block, action) = (text(&block["block_id"]), text(&element["action_id"]));
            let known = known.map(|known| &known[block][action]).filter(|known| !known.is_null());
            let values = values.entry(block).or_insert_with(|| json!({}));
            values[action] = known.cloned().unwrap_or(initial);
        }
        values.into()
    }

    /// What a person has chosen on a message or view.
    pub(crate) fn chosen(&self, on: &Surface, user: &str) -> Value {
        self.state_of(on.blocks(), &on.key(), user)
    }

    fn remember(&mut self, on: &Surface, user: &str, block: &Value, element: &Value, chosen: &Map<String, Value>) {
        if actions::initial(element).is_none() {
            return;
        }
        let mut value = chosen.clone();
        value.insert("type".to_owned(), element["type"].clone());
        let choices = self.choices.entry((on.key(), user.to_owned())).or_insert_with(|| json!({}));
        choices[text(block)][text(&element["action_id"])] = value.into();
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
