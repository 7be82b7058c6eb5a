use std::fmt;

use http::Uri;
use serde_json::Value;

use super::{Model, Refusal};

/// The scopes of a bot token unless others are asked for: all that this workspace looks at.
pub(crate) const ALL_SCOPES: &[&str] = &[
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:join",
    "channels:manage",
    "channels:read",
    "channels:write.topic",
    "chat:write",
    "chat:write.customize",
    "chat:write.public",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "groups:write",
    "groups:write.topic",
    "im:history",
    "im:read",
    "im:write",
    "im:write.topic",
    "mpim:history",
    "mpim:read",
    "mpim:write",
    "mpim:write.topic",
    "reactions:read",
    "reactions:write",
    "team:read",
    "users.profile:read",
    "users:read",
    "users:read.email",
];

/// An app, as its settings page shows it.
#[derive(Clone)]
#[non_exhaustive]
pub struct App {
    /// Slack's id: `A…`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it names itself in OAuth.
    pub client_id: String,
    /// What proves in OAuth that it is the app.
    pub client_secret: String,
    /// What its requests are signed with.
    pub signing_secret: String,
    /// What older apps recognise Slack by.
    pub verification_token: String,
    /// The token of the whole app, `xapp-…`, with which it opens Socket Mode.
    pub app_token: String,
    /// Its bot user: `U…`.
    pub bot_user: String,
    /// The id in its messages: `B…`.
    pub bot_id: String,
    /// Where people may be sent after they have allowed or refused it; `None` when anywhere.
    pub redirect_urls: Option<Vec<String>>,
    /// The scopes that it may ask for; `None` when all.
    pub scopes: Option<Vec<String>>,
    /// Whether its access tokens expire, and are refreshed.
    pub rotates_tokens: bool,
    /// The events that it hears: `message.im`, `reaction_added`; `None` when all.
    pub subscriptions: Option<Vec<String>>,
    /// Whether people can write to it directly (the Messages tab).
    pub takes_messages: bool,
    /// Whether it hears through a websocket instead of its addresses.
    pub socket_mode: bool,
    /// Its slash commands: `/weather`; `None` when it takes all.
    pub commands: Option<Vec<String>>,
    /// The manifest that it was made from.
    pub manifest: Value,
    /// Whether it is installed in the workspace.
    pub is_installed: bool,
    pub(crate) events: Addresses,
    pub(crate) payloads: Addresses,
}

/// Where an app hears; several addresses take turns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Addresses {
    urls: Vec<Uri>,
    next: usize,
}

impl Addresses {
    pub(crate) fn new(urls: Vec<Uri>) -> Self {
        Self { urls, next: 0 }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.urls.is_empty()
    }

    pub(crate) fn next(&mut self) -> Option<Uri> {
        let url = self.urls.get(self.next % self.urls.len().max(1))?.clone();
        self.next = self.next.wrapping_add(1);
        Some(url)
    }
}

impl App {
    pub(crate) fn new(id: &str, name: &str, bot_user: &str, bot_id: &str) -> Self {
        let tail = id.trim_start_matches('A').to_lowercase();
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            client_id: format!("100.{tail}"),
            client_secret: format!("simulated-client-secret-{tail}"),
            signing_secret: format!("simulated-signing-secret-{tail}"),
            verification_token: "verification-token".to_owned(),
            app_token: format!("xapp-1-{id}-simulated"),
            bot_user: bot_user.to_owned(),
            bot_id: bot_id.to_owned(),
            redirect_urls: None,
            scopes: None,
            rotates_tokens: false,
            subscriptions: None,
            takes_messages: true,
            socket_mode: false,
            commands: None,
            manifest: Value::Null,
            is_installed: true,
            events: Addresses::default(),
            payloads: Addresses::default(),
        }
    }

    /// Whether it hears events of this subscription: `message.im`, `reaction_added`. What happens to itself it always hears.
    pub(crate) fn hears(&self, subscription: &str) -> bool {
        let always = ["app_uninstalled", "tokens_revoked"].contains(&subscription);
        always || self.subscriptions.as_ref().is_none_or(|heard| heard.iter().any(|one| one == subscription))
    }
}

/// Secrets are not printed.
impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut app = f.debug_struct("App");
        app.field("id", &self.id).field("name", &self.name).field("is_installed", &self.is_installed);
        app.finish_non_exhaustive()
    }
}

impl Model {
    pub(crate) fn add_app(&mut self, app: App) {
        self.apps.push(app);
    }

    pub(crate) fn apps(&self) -> &[App] {
        &self.apps
    }

    pub(crate) fn app(&self, id: &str) -> Result<&App, Refusal> {
        self.apps.iter().find(|app| app.id == id).ok_or(Refusal::AppNotFound)
    }

    pub(crate) fn app_mut(&mut self, id: &str) -> Result<&mut App, Refusal> {
        self.apps.iter_mut().find(|app| app.id == id).ok_or(Refusal::AppNotFound)
    }

    /// The app whose bot user this is.
    pub(crate) fn app_of(&self, bot_user: &str) -> Option<&App> {
        self.apps.iter().find(|app| app.bot_user == bot_user)
    }

    /// The app that proves itself with its client id and secret.
    pub(crate) fn app_of_client(&self, id: &str, secret: &str) -> Result<&App, Refusal> {
        let app = self.apps.iter().find(|app| app.client_id == id).ok_or(Refusal::InvalidClientId)?;
        if app.client_secret == secret { Ok(app) } else { Err(Refusal::BadClientSecret) }
    }

    pub(crate) fn remove_app(&mut self, id: &str) {
        self.apps.retain(|app| app.id != id);
    }
}
