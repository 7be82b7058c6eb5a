//! The HTTP side: the page at the root, the API under `/v1`, webhooks under `/webhook`, `/health`.

mod admin;
mod auth;
mod content;
mod pages;
mod route;
mod webhooks;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get};
use botpress_api::ApiError;
use botpress_api::error::new_error_id;
use http::{HeaderName, HeaderValue, StatusCode, header};

pub(crate) use self::auth::hash;
use self::route::Operations as _;
use crate::console;
use crate::failure::Failure;
use crate::operations::{
    conversations, events, files, integration, messages, participants, search, states, tables, users, workflows,
};
use crate::platform::hub::Hub;
use crate::platform::random;

/// Where webhooks arrive, below the server's address.
pub(crate) const WEBHOOK_PATH: &str = "/webhook";

/// Everything that is served.
pub(crate) fn router(hub: Arc<Hub>) -> Router {
    Router::new()
        .operation(conversations::create)
        .operation(conversations::get)
        .operation(conversations::get_or_create)
        .operation(conversations::update)
        .operation(conversations::delete)
        .operation(conversations::list)
        .operation(participants::add)
        .operation(participants::get)
        .operation(participants::remove)
        .operation(participants::list)
        .operation(events::create)
        .operation(events::get)
        .operation(events::list)
        .operation(events::cancel)
        .operation(messages::create)
        .operation(messages::get)
        .operation(messages::get_or_create)
        .operation(messages::update)
        .operation(messages::delete)
        .operation(messages::list)
        .operation(messages::initialize)
        .operation(messages::import)
        .operation(users::create)
        .operation(users::get)
        .operation(users::get_or_create)
        .operation(users::update)
        .operation(users::delete)
        .operation(users::list)
        .operation(states::get)
        .operation(states::set)
        .operation(states::patch)
        .operation(states::get_or_set)
        .operation(states::set_expiry)
        .operation(integration::configure)
        .operation(integration::track)
        .operation(integration::call_action)
        .operation(integration::tag_values)
        .operation(integration::observe)
        .operation(workflows::create)
        .operation(workflows::get)
        .operation(workflows::get_or_create)
        .operation(workflows::update)
        .operation(workflows::delete)
        .operation(workflows::list)
        .operation(files::upsert)
        .operation(files::get)
        .operation(files::update)
        .operation(files::delete)
        .operation(files::list)
        .operation(files::copy)
        .operation(files::tags)
        .operation(files::tag_values)
        .operation(search::search)
        .operation(search::list_passages)
        .operation(search::list_knowledge_bases)
        .operation(tables::list)
        .route("/files/{id}", get(content::download).put(content::upload))
        .route("/v1/admin/{*rest}", any(admin::serve))
        .route("/webhook/{*rest}", any(webhooks::relay))
        .route("/oauth/interstitial", get(pages::interstitial))
        // Where integrations expect it: at the webhooks' URL with `app` in place of `webhook`.
        .route("/app/oauth/interstitial", get(pages::interstitial))
        .route("/assets/integrations/{id}/{file}", get(pages::asset))
        .route("/health", get(|| async { "ok" }))
        .merge(console::router(&hub))
        .fallback(no_route)
        .method_not_allowed_fallback(no_method)
        .with_state(hub)
}

async fn no_route(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    refusal(&hub, &Failure::NoRoute { method, path })
}

async fn no_method(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    refusal(&hub, &Failure::NoMethod { method, path })
}

/// The failure as an API error with its status. What went wrong inside is logged, not told.
fn refusal(hub: &Hub, failure: &Failure) -> Response {
    let message = match failure {
        Failure::Store(_) | Failure::Internal(_) => {
            tracing::error!(target: "botpress_local", "{failure}");
            "local Botpress failed; its log says why".to_owned()
        }
        told => told.to_string(),
    };
    let seconds = i64::try_from(hub.clock.unix_ms() / 1000).unwrap_or_default();
    let random = random::bytes().map(u32::from_be_bytes).unwrap_or_default();
    let mut error = ApiError::new(failure.kind(), message).with_id(new_error_id(seconds, random));
    if let Failure::Partial { facts, .. } = failure {
        error = error.with_metadata(facts.as_ref().clone());
    }
    let mut body = serde_json::to_value(&error).unwrap_or_default();
    body["code"] = failure.status().as_u16().into();
    json(failure.status(), body.to_string().into_bytes())
}

fn json(status: StatusCode, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    // Clients wait by these. Nothing is limited here, so that there is always all of it left.
    for (name, value) in [("ratelimit-limit", "100"), ("ratelimit-remaining", "100"), ("ratelimit-reset", "1")] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response.into_response()
}
