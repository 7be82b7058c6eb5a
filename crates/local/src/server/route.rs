//! From a request to an operation and back, the same way for each: the operation's types decode and encode.

use std::future::Future;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::routing::{MethodFilter, on};
use botpress_api::Endpoint;
use botpress_api::endpoint::match_path;
use botpress_api::id::ConversationId;
use bytes::Bytes;
use http::Method;

use super::{auth, json, refusal};
use crate::failure::Failure;
use crate::operations::Call;
use crate::platform::hub::Hub;
use crate::platform::journal::Happening;
use crate::platform::{Actor, Platform};
use crate::recording::{Cause, Draft, End, What, because};

/// What a body of the API may have in bytes.
const LARGEST_BODY: usize = 1024 * 1024;

/// Adding operations to a router.
pub(super) trait Operations: Sized {
    /// Serves the operation of the request type `E` with `work`.
    fn operation<E, F>(self, work: fn(Call, E) -> F) -> Self
    where
        E: Endpoint,
        F: Future<Output = Result<E::Response, Failure>> + Send + 'static;
}

impl Operations for Router<Arc<Hub>> {
    fn operation<E, F>(self, work: fn(Call, E) -> F) -> Self
    where
        E: Endpoint,
        F: Future<Output = Result<E::Response, Failure>> + Send + 'static,
    {
        let serve = move |State(hub): State<Arc<Hub>>, request: Request| async move {
            let started = Instant::now();
            let (cause, target) = (Cause::of(request.headers()), request.uri().to_string());
            let received = receive(&hub, E::PATH, request).await;
            let alias = received.as_ref().ok().and_then(|received| received.actor.alias()).map(str::to_owned);
            let what = What::Api { operation: E::OPERATION, method: E::METHOD.to_string(), target };
            let step = recorded(&hub, what, received.as_ref().ok(), cause).since(started).begin();
            let veils = received.as_ref().map(|received| received.platform.veils(&received.actor)).unwrap_or_default();
            let outcome = async {
                let received = received?;
                let path: Vec<&str> = received.path.iter().map(String::as_str).collect();
                let request = E::decode(&path, &received.query, &received.body)?;
                let answer = work(Call::new(received.platform, received.actor), request).await?;
                serde_json::to_vec(&answer).map_err(|error| Failure::Internal(error.to_string()))
            };
            let response = match because(step.cause(), outcome).await {
                Ok(body) => {
                    let body = Bytes::from(body);
                    let output = Some(veils.masked(body.clone()).into());
                    step.end(End { status: Some(E::STATUS.as_u16()), output, ..End::default() });
                    json(E::STATUS, body)
                }
                Err(failure) => {
                    step.end(End::refused(&failure));
                    refusal(&hub, &failure)
                }
            };
            hub.journal.write(Happening::ApiCalled {
                operation: E::OPERATION,
                alias,
                status: response.status(),
                duration: started.elapsed(),
            });
            response
        };
        self.route(E::PATH, on(method(&E::METHOD), serve))
    }
}

/// A call for the recording, with the cause that its headers name or what can be presumed. Nothing is kept of what comes from
/// who is not known.
fn recorded<'a>(hub: &'a Hub, what: What, received: Option<&Received>, cause: Option<Cause>) -> Draft<'a> {
    let step = hub.recording.step(what);
    let Some(Received { platform, actor, path, query, body }) = received else { return step.cause(cause) };
    let named = || conversation(path, query, body);
    let cause = cause.or_else(|| hub.recording.presumed(&platform.bot.id, actor.alias(), named));
    let step = step.bot(&platform.bot.id).alias(actor.alias()).cause(cause);
    if body.is_empty() { step } else { step.input(platform.veils(actor).masked(body.clone())) }
}

/// The conversation that a request names.
fn conversation(path: &[String], query: &str, body: &Bytes) -> Option<String> {
    let in_path = path.iter().find(|part| part.starts_with(ConversationId::PREFIX)).cloned();
    let in_query = || {
        let mut members = form_urlencoded::parse(query.as_bytes());
        members.find(|(name, _)| name == "conversationId").map(|(_, value)| value.into_owned())
    };
    let in_body = || {
        let body: serde_json::Value = serde_json::from_slice(body).ok()?;
        body["conversationId"].as_str().map(str::to_owned)
    };
    in_path.or_else(in_query).or_else(in_body)
}

/// A request whose sender is known.
struct Received {
    platform: Arc<Platform>,
    actor: Actor,
    path: Vec<String>,
    query: String,
    body: Bytes,
}

async fn receive(hub: &Hub, template: &str, request: Request) -> Result<Received, Failure> {
    let (platform, actor) = auth::actor(hub, request.headers())?;
    let uri = request.uri();
    let path = match_path(template, uri.path()).ok_or_else(|| Failure::Identifier {
        at: "path".to_owned(),
        message: format!("`{}` has a part that is empty or not UTF-8", uri.path()),
    })?;
    let query = uri.query().unwrap_or_default().to_owned();
    let body = to_bytes(request.into_body(), LARGEST_BODY)
        .await
        .map_err(|error| Failure::TooLarge(format!("body: {error} ({LARGEST_BODY} bytes are allowed)")))?;
    Ok(Received { platform, actor, path, query, body })
}

fn method(method: &Method) -> MethodFilter {
    match *method {
        Method::POST => MethodFilter::POST,
        Method::PUT => MethodFilter::PUT,
        Method::PATCH => MethodFilter::PATCH,
        Method::DELETE => MethodFilter::DELETE,
        _ => MethodFilter::GET,
    }
}
