//! Events on their way to the app: envelope, signature, three repetitions.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use serde_json::{Value, json};
use tokio::{sync::mpsc, task::JoinSet, time};

use crate::{
    Happening,
    http_client::{PostError, post},
    sign,
    workspace::{Core, Settings},
};

/// An attempt to deliver an event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery {
    /// Slack's id of the event, equal for all attempts.
    pub event_id: String,
    /// The type of the event: `message`, `reaction_added`.
    pub event_type: String,
    /// 0 for the first attempt, then what `x-slack-retry-num` says.
    pub attempt: usize,
    /// How it ended.
    pub outcome: Outcome,
}

/// How an attempt to deliver an event ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The app answered, well or not.
    Answered {
        /// The status.
        status: u16,
        /// Whether the app asked for no repetition (`x-slack-no-retry: 1`).
        no_retry: bool,
    },
    /// The app did not answer in time.
    TimedOut,
    /// There was no connection, or it broke.
    Unreachable,
}

impl Outcome {
    /// Whether the app took the event: a status of 200 to 299.
    #[must_use]
    pub const fn is_taken(&self) -> bool {
        matches!(self, Self::Answered { status: 200..=299, .. })
    }

    /// Slack's word for why there is another attempt; `None` when there is none.
    const fn retry_reason(&self) -> Option<&'static str> {
        match self {
            Self::Answered { status: 200..=299, .. } | Self::Answered { no_retry: true, .. } => None,
            Self::Answered { .. } => Some("http_error"),
            Self::TimedOut => Some("http_timeout"),
            Self::Unreachable => Some("connection_failed"),
        }
    }
}

/// Why an address was not accepted for events.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EventsUrlError {
    /// It is no address.
    #[error("`{0}` is not an http address")]
    Address(String),
    /// Nothing answers there.
    #[error("the address does not answer: {0}")]
    Unreachable(String),
    /// It answered something else than the challenge.
    #[error("the address did not answer the challenge: status {status}, body `{body}`")]
    Challenge {
        /// The status.
        status: u16,
        /// The body.
        body: String,
    },
}

#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) id: String,
    kind: String,
    body: Bytes,
}

impl Event {
    pub(crate) fn new(envelope: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Self {
            id: text(&envelope["event_id"]),
            kind: text(&envelope["event"]["type"]),
            body: envelope.to_string().into(),
        }
    }
}

/// Delivers events until the workspace closes; a slow one does not hold up the next.
pub(crate) async fn dispatch(core: Arc<Core>, mut events: mpsc::UnboundedReceiver<Event>) {
    let mut deliveries = JoinSet::new();
    while let Some(event) = events.recv().await {
        if let Some(url) = core.events_url() {
            deliveries.spawn(deliver(core.clone(), url, event));
        }
        while deliveries.try_join_next().is_some() {}
    }
}

async fn deliver(core: Arc<Core>, url: Uri, event: Event) {
    let mut reason = None;
    let waits = [Duration::ZERO].into_iter().chain(core.settings.retry_delays);
    for (attempt, wait) in waits.enumerate() {
        if !wait.is_zero() {
            time::sleep(wait).await;
        }
        reason = deliver_once(&core, &url, &event, attempt, reason).await.outcome.retry_reason();
        if reason.is_none() {
            return;
        }
    }
}

pub(crate) async fn deliver_once(
    core: &Core,
    url: &Uri,
    event: &Event,
    attempt: usize,
    reason: Option<&'static str>,
) -> Delivery {
    let mut headers = signed_headers(&core.settings, &event.body);
    if let Some(reason) = reason {
        headers.insert("x-slack-retry-num", HeaderValue::from(attempt));
        headers.insert("x-slack-retry-reason", HeaderValue::from_static(reason));
    }
    let answer = time::timeout(core.settings.answer_within, post(url, headers, event.body.clone())).await;
    let outcome = match answer {
        Ok(Ok(response)) => Outcome::Answered {
            status: response.status().as_u16(),
            no_retry: response.headers().get("x-slack-no-retry").is_some_and(|value| value == "1"),
        },
        Ok(Err(_)) => Outcome::Unreachable,
        Err(_) => Outcome::TimedOut,
    };
    let delivery = Delivery { event_id: event.id.clone(), event_type: event.kind.clone(), attempt, outcome };
    core.journal.record(Happening::EventDelivered(delivery.clone()));
    delivery
}

pub(crate) async fn verify_url(settings: &Settings, url: &str) -> Result<Uri, EventsUrlError> {
    let uri: Uri = url.parse().map_err(|_| EventsUrlError::Address(url.to_owned()))?;
    let challenge = format!("challenge-{}", unix_now().as_micros());
    let body = json!({ "type": "url_verification", "token": "verification-token", "challenge": challenge });
    let body = Bytes::from(body.to_string());
    let response = post(&uri, signed_headers(settings, &body), body).await.map_err(|error| match error {
        PostError::Address(_) => EventsUrlError::Address(url.to_owned()),
        error => EventsUrlError::Unreachable(error.to_string()),
    })?;
    let body = String::from_utf8_lossy(response.body());
    let echoed = serde_json::from_str::<Value>(&body).is_ok_and(|body| body["challenge"] == *challenge);
    if response.status() == StatusCode::OK && (echoed || body == challenge) {
        return Ok(uri);
    }
    Err(EventsUrlError::Challenge { status: response.status().as_u16(), body: body.into_owned() })
}

fn signed_headers(settings: &Settings, body: &[u8]) -> HeaderMap {
    let timestamp = unix_now().as_secs();
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(HeaderName::from_static("x-slack-request-timestamp"), HeaderValue::from(timestamp));
    // `v0=` and hexadecimal digits always make a header.
    if let Ok(signature) = HeaderValue::try_from(sign(&settings.signing_secret, timestamp, body)) {
        headers.insert(HeaderName::from_static("x-slack-signature"), signature);
    }
    headers
}

pub(crate) fn unix_now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
