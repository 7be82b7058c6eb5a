//! Sending again what was recorded, edited or not; or for the first time.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use botpress_api::operation::OperationName;
use bytes::Bytes;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{About, Refused, installed, view};
use crate::failure::Failure;
use crate::platform::call::Answer;
use crate::platform::hub::Hub;
use crate::platform::router::Incoming;
use crate::recording::{What, because, find_mask, unrecorded};

/// Headers that say how a request travelled.
const OF_THE_CONNECTION: [&str; 8] =
    ["connection", "content-length", "expect", "host", "keep-alive", "te", "transfer-encoding", "upgrade"];

#[derive(Deserialize)]
pub(super) struct Webhook {
    method: String,
    /// With the id of the webhook in front.
    path: String,
    #[serde(default)]
    query: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: String,
}

/// Gives a webhook to the router, as if it came from outside.
pub(super) async fn webhook(State(hub): State<Arc<Hub>>, Json(webhook): Json<Webhook>) -> Result<Json<Value>, Refused> {
    let wrong = |at: &str, message: String| Failure::invalid(at, message);
    if let Some(name) = unrecorded(&webhook.headers).first() {
        let message = "was not recorded, since it may be a secret: type it in, or remove it";
        return Err(wrong(&format!("headers.{name}"), message.to_owned()).into());
    }
    let method = Method::from_bytes(webhook.method.trim().to_uppercase().as_bytes())
        .map_err(|_| wrong("method", format!("`{}` is no HTTP method", webhook.method)))?;
    let mut headers = HeaderMap::new();
    for (name, value) in &webhook.headers {
        let at = format!("headers.{name}");
        if OF_THE_CONNECTION.contains(&name.to_ascii_lowercase().as_str()) {
            continue;
        }
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|error| wrong(&at, error.to_string()))?;
        headers.append(name, HeaderValue::from_str(value).map_err(|error| wrong(&at, error.to_string()))?);
    }
    let incoming = Incoming {
        method,
        query: webhook.query.trim_start_matches('?').to_owned(),
        headers,
        body: webhook.body.into(),
    };
    let step = hub.recording.step(What::Page { text: "sent a webhook".to_owned() }).begin();
    let chain = view::chain_id(step.cause().chain_id());
    let outcome = because(step.cause(), hub.relay(&webhook.path, incoming)).await;
    Ok(Json(answered(&step.done(outcome)?, &chain)))
}

#[derive(Deserialize)]
pub(super) struct Operation {
    /// The installation; the bot when there is none.
    alias: Option<String>,
    operation: String,
    body: Value,
}

/// Calls an integration, or a bot that is served elsewhere, with a body as it is.
pub(super) async fn operation(
    State(hub): State<Arc<Hub>>,
    Query(about): Query<About>,
    Json(again): Json<Operation>,
) -> Result<Json<Value>, Refused> {
    let platform = about.platform(&hub)?;
    if let Some(at) = find_mask("body", &again.body) {
        return Err(Failure::invalid(at, "was not recorded, since it is a secret: type it in").into());
    }
    let step = hub.recording.step(What::Page { text: format!("called {}", again.operation) });
    let step = step.bot(&platform.bot.id).alias(again.alias.as_deref()).begin();
    let chain = view::chain_id(step.cause().chain_id());
    let call = async {
        let answer = match &again.alias {
            Some(alias) => {
                let operation = OperationName::from(again.operation.as_str());
                let body = Bytes::from(again.body.to_string());
                platform.call_raw(&*installed(&platform, alias)?, operation, body).await
            }
            None => {
                let served = platform.served().ok_or_else(|| {
                    Failure::Constraint("the bot runs in this process, and is called by what happens".to_owned())
                })?;
                let kind = again.body["event"]["type"].as_str().or_else(|| again.body["type"].as_str());
                platform.call_bot(&served, &again.operation, kind.unwrap_or(&again.operation), &again.body).await
            }
        };
        Ok::<_, Failure>(answer?)
    };
    let outcome = because(step.cause(), call).await;
    Ok(Json(answered(&step.done(outcome)?, &chain)))
}

fn answered(answer: &Answer, chain: &str) -> Value {
    let status: StatusCode = answer.status;
    json!({ "status": status.as_u16(), "chain": chain })
}
