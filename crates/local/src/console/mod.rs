//! The page: a chat with the bot in every channel, next to it what each message caused, and what is installed.
//!
//! It is served at the root, and has an API of its own below `/console/api`, which is nobody else's: it may change with the
//! page. Its assets are part of the binary. The [guard] says who may use it, the [recording](crate::recording) is what it
//! shows.

mod actions;
mod assets;
mod conversations;
mod guard;
mod integrations;
mod live;
mod messages;
mod overview;
mod recorded;
mod replay;
mod states;
mod users;
mod view;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::watch;

use crate::failure::Failure;
use crate::notice::Notice;
use crate::platform::hub::Hub;
use crate::platform::{Actor, Instance, Platform, random};

/// What a request of the page may have in bytes: a webhook's body, and some.
const LARGEST_BODY: usize = 12 * 1024 * 1024;
/// How many rows a page of a list has.
const PAGE: usize = 30;

/// Where the page is, who may use it, and what it tells.
pub(crate) struct Page {
    /// With the token, if it needs one.
    pub(crate) url: String,
    /// What lets somebody in; `None` when only this machine can reach it.
    token: Option<String>,
    /// What the cookie has of those who are in.
    session: String,
    pub(crate) notice: watch::Sender<Option<Notice>>,
}

impl Page {
    pub(crate) fn new(api_url: &str, loopback: bool) -> Result<Self, Failure> {
        let token = if loopback { None } else { Some(random::secret()?) };
        // In the fragment, which browsers keep to themselves.
        let fragment = token.as_ref().map(|token| format!("#token={token}")).unwrap_or_default();
        Ok(Self {
            url: format!("{api_url}/{fragment}"),
            token,
            session: random::secret()?,
            notice: watch::Sender::new(None),
        })
    }
}

/// The page, its assets and its API.
pub(crate) fn router(hub: &Arc<Hub>) -> Router<Arc<Hub>> {
    let api = Router::new()
        .route("/overview", get(overview::get))
        .route("/live", get(live::get))
        .route("/chains", get(recorded::chains))
        .route("/chains/{id}", get(recorded::chain))
        .route("/steps/{number}", get(recorded::step))
        .route("/replay", post(replay::webhook))
        .route("/call", post(replay::operation))
        .route("/conversations", get(conversations::list).post(conversations::create))
        .route("/conversations/{id}", get(conversations::get).patch(conversations::update))
        .route("/conversations/{id}/messages", get(messages::list))
        .route("/messages", post(messages::say))
        .route("/messages/{id}", patch(messages::update))
        .route("/users", get(users::list).post(users::create))
        .route("/users/{id}", get(users::get).patch(users::update))
        .route("/states", get(states::list).put(states::set))
        .route("/integrations/{alias}", get(integrations::get))
        .route("/integrations/{alias}/icon", get(integrations::icon))
        .route("/integrations/{alias}/configuration", put(integrations::configure))
        .route("/integrations/{alias}/register", post(integrations::register))
        .route("/integrations/{alias}/actions/{name}", post(actions::call))
        .fallback(unknown)
        .layer(from_fn_with_state(Arc::clone(hub), guard::api))
        .route("/session", post(guard::enter))
        .layer(DefaultBodyLimit::max(LARGEST_BODY));
    Router::new()
        .route("/", get(assets::page))
        .route("/console/assets/{file}", get(assets::asset))
        .nest("/console/api", api)
}

async fn unknown() -> Refused {
    Refused(Failure::not_found("part of the page", "it"))
}

/// What the page is told when something did not work: the message is for whoever looks at it.
pub(super) struct Refused(Failure);

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let error = json!({ "message": self.0.to_string(), "type": self.0.kind().as_str() });
        (self.0.status(), Json(error)).into_response()
    }
}

/// Which bot the page is about.
#[derive(Debug, Default, Deserialize)]
pub(super) struct About {
    bot: Option<String>,
}

impl About {
    fn platform(&self, hub: &Hub) -> Result<Arc<Platform>, Failure> {
        match &self.bot {
            None => hub.any(),
            Some(id) => hub.bot(id).ok_or_else(|| Failure::not_found("bot", id)),
        }
    }
}

/// The installation of this alias.
fn installed(platform: &Platform, alias: &str) -> Result<Arc<Instance>, Failure> {
    platform.instances.find(|row| row.alias == alias).ok_or_else(|| Failure::not_found("installation", alias))
}

/// Who acts under this alias; the bot when there is none.
fn actor(platform: &Platform, alias: Option<&str>) -> Result<Actor, Failure> {
    Ok(match alias {
        Some(alias) => Actor::Integration(installed(platform, alias)?),
        None => Actor::Bot,
    })
}
