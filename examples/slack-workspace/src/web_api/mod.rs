//! Slack's Web API, as far as an integration needs it. Each method stands where it is carried out, with the kind of token, the
//! scope, the tier of its rate limit and whether it reads JSON.

mod arguments;
mod assistant;
mod auth;
mod call;
mod chat;
mod conversations;
mod files;
mod functions;
mod manifests;
mod method;
mod oauth;
mod reactions;
mod sockets;
mod streams;
mod users;
mod views;

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Value, json};

pub(crate) use self::method::Tier;
use self::{
    arguments::Arguments,
    call::Call,
    method::{ApiError, Method},
};
use crate::{Failure, Happening, core::Core, server::HangUp};

/// All methods, by what they are about.
const METHODS: &[&[Method]] = &[
    assistant::METHODS,
    auth::METHODS,
    chat::METHODS,
    conversations::METHODS,
    files::METHODS,
    functions::METHODS,
    manifests::METHODS,
    oauth::METHODS,
    reactions::METHODS,
    sockets::METHODS,
    streams::METHODS,
    users::METHODS,
    views::METHODS,
];

pub(crate) fn router() -> Router<Arc<Core>> {
    Router::new().route("/api/{method}", get(answer).post(answer))
}

async fn answer(
    State(core): State<Arc<Core>>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let method = METHODS.iter().copied().flatten().find(|method| method.name == name);
    let arguments = Arguments::read(method, query.as_deref(), &headers, &body);
    let record = |error: Option<String>| {
        let (method, arguments) = (name.clone(), arguments.redacted());
        core.journal.record(Happening::ApiCalled { method, error, arguments });
    };
    match core.faults.next(&name).or_else(|| core.chaos.call()) {
        None => {}
        Some(Failure::Slow(time)) => tokio::time::sleep(time).await,
        Some(Failure::RateLimited { retry_after }) => {
            record(Some("ratelimited".to_owned()));
            return rate_limited(retry_after.as_secs());
        }
        Some(Failure::Refused(code)) => {
            record(Some(code.clone()));
            return axum::Json(json!({ "ok": false, "error": code })).into_response();
        }
        Some(Failure::Status(status)) => {
            record(Some(format!("status {status}")));
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            return (status, "not from Slack").into_response();
        }
        Some(Failure::ConnectionLost) => {
            record(Some("connection lost".to_owned()));
            return hang_up();
        }
        Some(failure @ (Failure::AnswerLost | Failure::Silence)) => {
            // What the call would have said is lost with the answer.
            let _lost = execute(&core, method, &headers, &arguments);
            if failure == Failure::AnswerLost {
                record(Some("answer lost".to_owned()));
                return hang_up();
            }
            record(Some("silence".to_owned()));
            return std::future::pending().await;
        }
    }
    let (result, scopes) = execute(&core, method, &headers, &arguments);
    let (error, mut response) = match result {
        Ok(mut value) => {
            value["ok"] = true.into();
            (None, axum::Json(value).into_response())
        }
        Err(ApiError { code, retry_after: Some(seconds), .. }) => (Some(code), rate_limited(seconds)),
        Err(ApiError { code, details, .. }) => {
            let mut body = json!({ "ok": false, "error": code });
            for (name, value) in details.as_object().into_iter().flatten() {
                body[name] = value.clone();
            }
            (Some(code), axum::Json(body).into_response())
        }
    };
    if let Ok(scopes) = HeaderValue::try_from(scopes.join(",")) {
        response.headers_mut().insert(HeaderName::from_static("x-oauth-scopes"), scopes);
    }
    record(error);
    response
}

/// What the method answers, and the scopes of the token.
fn execute(
    core: &Core,
    method: Option<&Method>,
    headers: &HeaderMap,
    arguments: &Arguments,
) -> (Result<Value, ApiError>, Vec<String>) {
    let Some(method) = method else { return (Err(ApiError::new("unknown_method")), Vec::new()) };
    core.change(|model| {
        let mut call = match Call::authorise(model, method, headers, arguments) {
            Ok(call) => call,
            Err(error) => return (Err(error), Vec::new()),
        };
        let result = call.count(method).and_then(|()| (method.run)(&mut call));
        (result, std::mem::take(&mut call.caller.scopes))
    })
}

fn rate_limited(seconds: u64) -> Response {
    let body = axum::Json(json!({ "ok": false, "error": "ratelimited" }));
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())], body).into_response()
}

fn hang_up() -> Response {
    let mut response = Response::default();
    response.extensions_mut().insert(HangUp);
    response
}
