//! Views: modals that an app opens, and its page for a person (App Home).

use serde_json::{Value, json};

use super::{Model, Refusal, render::Audience};
use crate::Happening;

/// A modal, or an app's page for a person.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct View {
    /// Slack's id: `V…`.
    pub id: String,
    /// The app that shows it.
    pub app: String,
    /// Who sees it.
    pub user: String,
    /// What the app gave: type, title, blocks and so on, with the ids that Slack adds.
    pub content: Value,
    /// What the app says about wrong input, by block.
    pub errors: Value,
    /// Changes with every change.
    pub hash: String,
    previous: Option<String>,
}

/// A tab of an app's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// What the app shows.
    Home,
    /// The direct message.
    Messages,
}

#[derive(Debug, Default)]
pub(super) struct Views {
    /// Open modals, of each person the topmost last.
    modals: Vec<View>,
    homes: Vec<View>,
}

impl View {
    /// The blocks.
    #[must_use]
    pub fn blocks(&self) -> &[Value] {
        self.content["blocks"].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    /// The name that the app gave it.
    #[must_use]
    pub fn callback_id(&self) -> &str {
        self.content["callback_id"].as_str().unwrap_or_default()
    }
}

impl Model {
    /// The modals that a person sees, the topmost last.
    pub(crate) fn modals(&self, user: &str) -> Vec<View> {
        self.views.modals.iter().filter(|view| view.user == user).cloned().collect()
    }

    /// An app's page for a person.
    pub(crate) fn home(&self, user: &str, app: &str) -> Option<&View> {
        self.views.homes.iter().find(|view| view.user == user && view.app == app)
    }

    pub(crate) fn view(&self, id: &str) -> Result<&View, Refusal> {
        let mut all = self.views.modals.iter().chain(&self.views.homes);
        all.find(|view| view.id == id || view.content["external_id"] == id).ok_or(Refusal::ViewNotFound)
    }

    /// Opens a modal for who caused the trigger; on top of theirs when `push`.
    pub(crate) fn open_view(&mut self, app: &str, trigger: &str, content: Value, push: bool) -> Result<View, Refusal> {
        let user = self.spend_trigger(app, trigger)?;
        if !push {
            self.views.modals.retain(|view| view.user != user);
        }
        Ok(self.add_modal(app, &user, content))
    }

    fn add_modal(&mut self, app: &str, user: &str, content: Value) -> View {
        let previous = self.modals(user).last().map(|view| view.id.clone());
        let view = self.new_view(app, user, content, previous);
        self.views.modals.push(view.clone());
        self.tell(Happening::ViewShown(view.clone()));
        view
    }

    /// Shows an app's page for a person.
    pub(crate) fn publish_home(
        &mut self,
        app: &str,
        user: &str,
        content: Value,
        hash: Option<&str>,
    ) -> Result<View, Refusal> {
        self.user(user).ok_or(Refusal::UserNotFound)?;
        if let Some(known) = self.home(user, app).cloned() {
            return self.update_view(app, &known.id, content, hash);
        }
        let view = self.new_view(app, user, content, None);
        self.views.homes.push(view.clone());
        self.tell(Happening::ViewShown(view.clone()));
        Ok(view)
    }

    pub(crate) fn update_view(
        &mut self,
        app: &str,
        id: &str,
        content: Value,
        hash: Option<&str>,
    ) -> Result<View, Refusal> {
        let known = self.view(id)?.clone();
        if known.app != app {
            return Err(Refusal::ViewNotFound);
        }
        if hash.is_some_and(|hash| hash != known.hash) {
            return Err(Refusal::HashConflict);
        }
        let mut view = self.new_view(app, &known.user, content, known.previous.clone());
        view.id.clone_from(&known.id);
        let mut all = self.views.modals.iter_mut().chain(&mut self.views.homes);
        if let Some(place) = all.find(|other| other.id == known.id) {
            *place = view.clone();
        }
        self.tell(Happening::ViewShown(view.clone()));
        Ok(view)
    }

    /// What the app answers to a submitted modal.
    pub(crate) fn settle_view(&mut self, id: &str, answer: &Value) {
        let Ok(view) = self.view(id).cloned() else { return };
        match answer["response_action"].as_str() {
            None => self.close_modal(&view, false),
            Some("clear") => self.close_modal(&view, true),
            Some("errors") => {
                if let Some(known) = self.views.modals.iter_mut().find(|known| known.id == view.id) {
                    known.errors = answer["errors"].clone();
                    let shown = known.clone();
                    self.tell(Happening::ViewShown(shown));
                }
            }
            Some("update") => {
                // An answer that is not a view is the app's mistake, and the person keeps what they see.
                let _updated = self.update_view(&view.app, &view.id, answer["view"].clone(), None);
            }
            Some("push") => {
                self.add_modal(&view.app, &view.user, answer["view"].clone());
            }
            Some(_) => {}
        }
    }

    /// Takes a modal away, or all of the person's.
    pub(super) fn close_modal(&mut self, view: &View, all: bool) {
        self.views.modals.retain(|other| if all { other.user != view.user } else { other.id != view.id });
        self.tell(Happening::ViewClosed(view.clone()));
    }

    /// A person opens an app's page: `app_home_opened`.
    pub(crate) fn open_home(&mut self, user: &str, app: &str, tab: Tab) -> Result<(), Refusal> {
        let channel = self.open_direct_message(user, app)?;
        let tab = match tab {
            Tab::Home => "home",
            Tab::Messages => "messages",
        };
        let mut event = json!({ "type": "app_home_opened", "user": user, "channel": channel, "tab": tab });
        if let Some(view) = self.home(user, app).filter(|_| tab == "home") {
            event["view"] = self.view_json(view);
        }
        self.announce(event, "app_home_opened", &Audience::App(app.to_owned()));
        Ok(())
    }

    pub(crate) fn view_json(&self, view: &View) -> Value {
        let root = self.modals(&view.user).first().map_or_else(|| view.id.clone(), |root| root.id.clone());
        let mut json = view.content.clone();
        for (name, value) in [
            ("id", json!(view.id)),
            ("team_id", json!(self.team.id)),
            ("app_id", json!(view.app)),
            ("app_installed_team_id", json!(self.team.id)),
            ("bot_id", json!(self.app(&view.app).map(|app| app.bot_id.clone()).unwrap_or_default())),
            ("hash", json!(view.hash)),
            ("previous_view_id", json!(view.previous)),
            ("root_view_id", json!(root)),
            ("state", json!({ "values": self.state_of(view.blocks(), &view.id, &view.user) })),
        ] {
            json[name] = value;
        }
        for (name, value) in [
            ("callback_id", json!("")),
            ("private_metadata", json!("")),
            ("external_id", json!("")),
            ("clear_on_close", json!(false)),
            ("notify_on_close", json!(false)),
        ] {
            if json[name].is_null() {
                json[name] = value;
            }
        }
        json
    }

    fn new_view(&mut self, app: &str, user: &str, mut content: Value, previous: Option<String>) -> View {
        if let Some(blocks) = content["blocks"].as_array_mut() {
            self.name_blocks(blocks);
        }
        let id = self.next_id("V");
        let hash = format!("{}.{id}", self.now().as_secs());
        View { id, app: app.to_owned(), user: user.to_owned(), content, errors: Value::Null, hash, previous }
    }
}
