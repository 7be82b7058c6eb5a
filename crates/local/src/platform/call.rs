//! Calls to integrations: one request per operation, with the headers of the runtime protocol.

use std::time::{Duration, Instant};

use botpress_api::operation::{OperationName, encode_configuration, header as bp};
use botpress_api::signature::{self, SigningSecret};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::Serialize;
use serde_json::Value;

use super::journal::Happening;
use super::{Instance, Platform};
use crate::failure::Failure;
use crate::recording::{self, Body, Cause, End, Veils, What};

/// An integration's answer may have this many bytes: what the platform passes on is a string in memory.
const LARGEST_ANSWER: usize = 10 * 1024 * 1024;

/// What an integration answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallError {
    #[error("{url} could not be reached: {reason}")]
    Unreachable { url: String, reason: String },
    #[error("{url} did not answer within {within:?}")]
    Timeout { url: String, within: Duration },
    #[error("the answer could not be read: {0}")]
    Unreadable(String),
    #[error("the request could not be made: {0}")]
    Request(String),
}

impl Answer {
    /// What the integration said went wrong: the message of an API error, or else the beginning of its answer.
    pub(crate) fn reason(&self) -> String {
        let body: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        match body["message"].as_str().or_else(|| body["error"].as_str()) {
            Some(message) => message.to_owned(),
            None => {
                let text: String = String::from_utf8_lossy(&self.body).chars().take(200).collect();
                format!("status {}: {text}", self.status.as_u16())
            }
        }
    }
}

/// As the answer to whoever waits for the integration: 5xx, so that senders of webhooks try again.
impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Timeout { .. } => Self::Timeout(error.to_string()),
            _ => Self::Upstream(error.to_string()),
        }
    }
}

/// The HTTP client towards integrations: plain HTTP, since they run on this machine.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    client: Client<HttpConnector, Full<Bytes>>,
    timeout: Duration,
}

impl Caller {
    pub(crate) fn new(timeout: Duration) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self { client: Client::builder(TokioExecutor::new()).build(connector), timeout }
    }

    /// Whether an integration can be called there.
    pub(crate) fn check(url: &str) -> Result<Uri, String> {
        let uri: Uri = url.parse().map_err(|error| format!("`{url}` is no URL: {error}"))?;
        match (uri.scheme_str(), uri.host()) {
            (Some("http"), Some(_)) => Ok(uri),
            (Some("https"), _) => Err(format!("`{url}`: local Botpress calls integrations over plain http only")),
            _ => Err(format!("`{url}` is no URL of the form http://host:port")),
        }
    }

    pub(super) async fn send(&self, url: &str, request: Request<Full<Bytes>>) -> Result<Answer, CallError> {
        let exchange = async {
            let response = self
                .client
                .request(request)
                .await
                .map_err(|error| CallError::Unreachable { url: url.to_owned(), reason: with_causes(&error) })?;
            let (head, body) = response.into_parts();
            let body = Limited::new(body, LARGEST_ANSWER).collect().await;
            let body = body.map_err(|error| CallError::Unreadable(with_causes(error.as_ref())))?.to_bytes();
            Ok(Answer { status: head.status, headers: head.headers, body })
        };
        tokio::time::timeout(self.timeout, exchange)
            .await
            .unwrap_or_else(|_| Err(CallError::Timeout { url: url.to_owned(), within: self.timeout }))
    }
}

impl Platform {
    /// Calls an integration once.
    pub(crate) async fn call(
        &self,
        instance: &Instance,
        operation: OperationName,
        body: &impl Serialize,
    ) -> Result<Answer, CallError> {
        let body = serde_json::to_vec(body).map_err(|error| CallError::Request(error.to_string()))?;
        self.call_raw(instance, operation, body.into()).await
    }

    /// Calls an integration once, with a body as it is.
    pub(crate) async fn call_raw(
        &self,
        instance: &Instance,
        operation: OperationName,
        body: Bytes,
    ) -> Result<Answer, CallError> {
        let started = Instant::now();
        let veils = &instance.declared.veils;
        let recorded = match operation {
            OperationName::WebhookReceived => recording::webhook(&body),
            _ => veils.masked(body.clone()),
        };
        let step = self.recording.step(What::Operation { name: operation.as_str().to_owned() });
        let step = step.bot(&self.bot.id).alias(Some(&instance.row.alias)).input(recorded).begin();
        let answer = match self.request(instance, &operation, body, step.cause()) {
            Ok(request) => self.caller.send(&instance.row.url, request).await,
            Err(error) => Err(error),
        };
        step.end(ended(&answer, veils));
        self.journal.write(Happening::OperationCalled {
            alias: instance.row.alias.clone(),
            operation: operation.as_str().to_owned(),
            status: answer.as_ref().ok().map(|answer| answer.status),
            duration: started.elapsed(),
        });
        answer
    }

    fn request(
        &self,
        instance: &Instance,
        operation: &OperationName,
        body: Bytes,
        cause: Cause,
    ) -> Result<Request<Full<Bytes>>, CallError> {
        let wrong = |error: &dyn std::fmt::Display| CallError::Request(error.to_string());
        let row = &instance.row;
        if !row.enabled {
            return Err(CallError::Request(format!("the installation `{}` is disabled", row.alias)));
        }
        if row.url.is_empty() {
            return Err(CallError::Request(format!(
                "`{}` has no URL, and local Botpress does not run uploaded code: deploy it with a URL",
                row.name
            )));
        }
        let mut request = Request::new(Full::new(Bytes::new()));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = Caller::check(&row.url).map_err(CallError::Request)?;
        let configuration = encode_configuration(&row.configuration);
        let traceparent = cause.traceparent();
        let now = self.clock.unix_ms();
        let signature = signed(&instance.signing_secrets, now, &body);
        let headers = [
            (bp::BOT_ID, Some(self.bot.id.as_str())),
            (bp::BOT_USER_ID, Some(&self.bot.user_id)),
            (bp::INTEGRATION_ID, Some(&row.integration_id)),
            (bp::INTEGRATION_ALIAS, Some(&row.alias)),
            (bp::WEBHOOK_ID, Some(&row.webhook_id)),
            (bp::OPERATION, Some(operation.as_str())),
            (bp::CONFIGURATION, Some(&configuration)),
            (bp::CONFIGURATION_TYPE, row.configuration_type.as_deref()),
            (bp::TRACEPARENT, Some(&traceparent)),
            (signature::HEADER, signature.as_deref()),
            ("content-type", Some("application/json")),
        ];
        for (name, value) in headers {
            if let Some(value) = value {
                let value = HeaderValue::from_str(value).map_err(|error| wrong(&error))?;
                request.headers_mut().insert(HeaderName::from_static(name), value);
            }
        }
        *request.body_mut() = Full::new(body);
        Ok(request)
    }
}

/// How a call ended, for the recording.
pub(super) fn ended(answer: &Result<Answer, CallError>, veils: &Veils) -> End {
    match answer {
        Ok(answer) => End {
            status: Some(answer.status.as_u16()),
            failure: (answer.status.is_client_error() || answer.status.is_server_error()).then(|| answer.reason()),
            output: Some(Body::from(veils.masked(answer.body.clone()))),
            ..End::default()
        },
        Err(error) => End { failure: Some(error.to_string()), ..End::default() },
    }
}

/// The value of the signature's header, by every secret that is good now; `None` when there is none.
pub(super) fn signed(secrets: &[(SigningSecret, Option<i64>)], now: u64, body: &[u8]) -> Option<String> {
    let at = i64::try_from(now).unwrap_or(i64::MAX);
    let good = secrets.iter().filter(|(_, until)| until.is_none_or(|until| at < until)).take(5);
    let mut headers = good.map(|(secret, _)| signature::sign(secret, now, body));
    let first = headers.next()?;
    Some(headers.fold(first, |header, other| match other.split_once(',') {
        Some((_, signature)) => format!("{header},{signature}"),
        None => header,
    }))
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
