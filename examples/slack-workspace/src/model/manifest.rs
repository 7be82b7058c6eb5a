//! Apps that are made from manifests.

use http::Uri;
use serde_json::{Value, json};

use super::{App, Effect, Model, Refusal, User};

/// The longest name of an app.
const NAME_LENGTH: usize = 35;

/// What is wrong with a manifest, as Slack's `errors`; empty when nothing is.
fn faults(manifest: &Value) -> Vec<Value> {
    let mut faults = Vec::new();
    let mut fault = |message: &str, pointer: &str| faults.push(json!({ "message": message, "pointer": pointer }));
    let name = manifest["display_information"]["name"].as_str().unwrap_or_default();
    if name.is_empty() {
        fault("must provide a string", "/display_information/name");
    } else if name.chars().count() > NAME_LENGTH {
        fault("must be less than 36 characters", "/display_information/name");
    }
    let settings = &manifest["settings"];
    let socket_mode = settings["socket_mode_enabled"] == true;
    let listens = |value: &Value| socket_mode || is_address(&value["request_url"]);
    let subscriptions = &settings["event_subscriptions"];
    if subscriptions.is_object() && !listens(subscriptions) {
        let message = "Event Subscription requires either Request URL or Socket Mode Enabled";
        fault(message, "/settings/event_subscriptions");
    }
    let interactivity = &settings["interactivity"];
    if interactivity["is_enabled"] == true && !listens(interactivity) {
        fault("Interactivity requires a Request URL", "/settings/interactivity");
    }
    for (index, url) in list(&manifest["oauth_config"]["redirect_urls"]).iter().enumerate() {
        if !is_address(url) {
            fault("must be a valid url", &format!("/oauth_config/redirect_urls/{index}"));
        }
    }
    let has_bot = manifest["features"]["bot_user"].is_object();
    if has_bot && list(&manifest["oauth_config"]["scopes"]["bot"]).is_empty() {
        fault("A bot user requires at least one bot scope", "/oauth_config/scopes/bot");
    }
    for (index, command) in list(&manifest["features"]["slash_commands"]).iter().enumerate() {
        if !command["command"].as_str().is_some_and(|command| command.starts_with('/')) {
            fault("must begin with `/`", &format!("/features/slash_commands/{index}/command"));
        }
    }
    faults
}

impl Model {
    /// A manifest, and what is wrong with it.
    pub(crate) fn read_manifest(text: &str) -> Result<(Value, Vec<Value>), Refusal> {
        let manifest: Value = serde_json::from_str(text).map_err(|_| Refusal::InvalidManifest)?;
        let faults = faults(&manifest);
        Ok((manifest, faults))
    }

    /// Makes an app from a manifest that is in order.
    pub(crate) fn create_app(&mut self, manifest: Value) -> &App {
        let id = self.next_id("A");
        let (bot_user, bot_id) = (self.next_id("U"), self.next_id("B"));
        let mut app = App::new(&id, "", &bot_user, &bot_id);
        app.verification_token = self.next_id("verification-");
        app.is_installed = false;
        self.users.push(User::new(&bot_user, "").bot());
        self.apps.push(app);
        self.describe_app(&id, manifest);
        &self.apps[self.apps.len() - 1]
    }

    /// Gives an app what its manifest says.
    pub(crate) fn describe_app(&mut self, id: &str, manifest: Value) {
        let Ok(app) = self.app_mut(id) else { return };
        let settings = &manifest["settings"];
        let features = &manifest["features"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let texts = |value: &Value| list(value).iter().map(text).collect::<Vec<_>>();
        app.name = text(&manifest["display_information"]["name"]);
        app.redirect_urls = Some(texts(&manifest["oauth_config"]["redirect_urls"]));
        app.scopes = Some(texts(&manifest["oauth_config"]["scopes"]["bot"]));
        app.rotates_tokens = settings["token_rotation_enabled"] == true;
        app.subscriptions = Some(texts(&settings["event_subscriptions"]["bot_events"]));
        let home = &features["app_home"];
        app.takes_messages = home["messages_tab_enabled"] == true && home["messages_tab_read_only_enabled"] != true;
        app.socket_mode = settings["socket_mode_enabled"] == true;
        let commands = list(&features["slash_commands"]).iter().map(|command| text(&command["command"]));
        app.commands = Some(commands.collect());
        app.payloads = settings["interactivity"]["request_url"]
            .as_str()
            .and_then(|url| url.parse().ok())
            .map_or_else(super::app::Addresses::default, |url: Uri| super::app::Addresses::new(vec![url]));
        let events = settings["event_subscriptions"]["request_url"].as_str().map(str::to_owned);
        let shown = features["bot_user"]["display_name"].as_str().unwrap_or(&app.name).to_owned();
        let bot_user = app.bot_user.clone();
        app.manifest = manifest;
        if let Some(bot) = self.user_mut(&bot_user) {
            bot.name = shown;
        }
        if let Some(url) = events {
            self.effects.push(Effect::Verify { app: id.to_owned(), url });
        }
    }
}

fn is_address(value: &Value) -> bool {
    value.as_str().is_some_and(|url| url.starts_with("http://") || url.starts_with("https://"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}
