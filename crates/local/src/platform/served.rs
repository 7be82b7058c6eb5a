//! Bots that are served over HTTP, by the official protocol: events go out, the bot answers through the API.

use std::time::{Duration, Instant};

use botpress_api::Object;
use botpress_api::operation::{encode_configuration, header as bp};
use botpress_api::signature::{self, SigningSecret};
use botpress_api::types::Event;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request};
use http_body_util::Full;
use serde_json::{Value, json};

use super::call::{Answer, CallError, Caller, ended, signed};
use super::journal::Happening;
use super::tasks::Tasks;
use super::{Actor, Platform};
use crate::bot::Handling;
use crate::failure::Failure;
use crate::recording::{About, Cause, What};

/// How often a call that may be repeated is tried.
pub(crate) const ATTEMPTS: u32 = 4;

/// Where a bot is served, and what its calls carry.
pub(crate) struct ServedBot {
    url: String,
    configuration: Object,
    secrets: Vec<(SigningSecret, Option<i64>)>,
    /// The events it wants; `None` means all.
    subscriptions: Option<Vec<String>>,
}

impl ServedBot {
    /// From the bot's definition as the admin API keeps it.
    pub(crate) fn new(url: String, definition: &Object, secrets: &[(String, Option<i64>)]) -> Self {
        let data = definition.get("configuration").and_then(|configuration| configuration["data"].as_object());
        let events = definition.get("subscriptions").and_then(|subscriptions| subscriptions["events"].as_object());
        Self {
            url,
            configuration: data.cloned().unwrap_or_default(),
            secrets: secrets.iter().filter_map(|(secret, until)| Some((secret.parse().ok()?, *until))).collect(),
            subscriptions: events.map(|events| events.keys().cloned().collect()),
        }
    }

    /// Events of integrations that the bot has not subscribed to are ignored; messages and its own events are not asked for.
    fn wants(&self, kind: &str) -> bool {
        !kind.contains(':') || self.subscriptions.as_ref().is_none_or(|kinds| kinds.iter().any(|wanted| wanted == kind))
    }
}

/// The configuration may hold secrets and stays out.
impl std::fmt::Debug for ServedBot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServedBot").field("url", &self.url).finish_non_exhaustive()
    }
}

impl Platform {
    /// Gives the bot an event: repeated after 5xx and when there is no answer, not after 4xx.
    pub(crate) async fn hand_over(&self, served: &ServedBot, event: &Event) -> Result<Handling, String> {
        if !served.wants(&event.kind) {
            return Ok(Handling::Ignored);
        }
        let body = json!({ "event": event });
        let mut backoff = Backoff::new(self.retry_after);
        loop {
            let reason = match self.call_bot(served, "event_received", &event.kind, &body).await {
                Ok(answer) if answer.status.is_success() => return Ok(Handling::Processed),
                Ok(answer) if !answer.status.is_server_error() => return Err(answer.reason()),
                Ok(answer) => answer.reason(),
                Err(error) => error.to_string(),
            };
            match backoff.pause(&self.tasks).await {
                Ok(true) => {}
                Ok(false) => return Err(format!("{reason} (after {ATTEMPTS} attempts)")),
                Err(stopped) => return Err(stopped.to_string()),
            }
        }
    }

    /// Calls `register` of the bot; what goes wrong is in its log.
    pub(crate) async fn register_bot(&self, served: &ServedBot) {
        let outcome = self.call_bot(served, "register", "register", &json!({})).await;
        let failure = match outcome {
            Ok(answer) if answer.status.is_success() => return,
            Ok(answer) => answer.reason(),
            Err(error) => error.to_string(),
        };
        self.log("error", None, format!("the bot's register failed: {failure}"));
    }

    /// Has the bot do one of its own actions, and gives its output. Not repeated: an action may do something.
    pub(crate) async fn call_own_action(
        &self,
        served: &ServedBot,
        action: &str,
        input: &Value,
    ) -> Result<Value, Failure> {
        let body = json!({ "type": action, "input": input });
        let answer = self.call_bot(served, "action_triggered", action, &body).await?;
        if !answer.status.is_success() {
            return Err(Failure::Runtime(answer.reason()));
        }
        let answer: Value = serde_json::from_slice(&answer.body)
            .map_err(|error| Failure::Upstream(format!("the bot's answer to the action is wrong: {error}")))?;
        Ok(answer["output"].clone())
    }

    /// Calls the bot once.
    pub(crate) async fn call_bot(
        &self,
        served: &ServedBot,
        operation: &str,
        kind: &str,
        body: &Value,
    ) -> Result<Answer, CallError> {
        let started = Instant::now();
        let veils = self.veils(&Actor::Bot);
        let text = Bytes::from(body.to_string());
        let about = About::conversation(body["event"]["conversationId"].as_str());
        let step = self.recording.step(What::Operation { name: operation.to_owned() });
        let step = step.bot(&self.bot.id).about(about).input(veils.masked(text.clone())).begin();
        let answer = match self.bot_request(served, operation, kind, text, step.cause()) {
            Ok(request) => self.caller.send(&served.url, request).await,
            Err(error) => Err(error),
        };
        step.end(ended(&answer, &veils));
        self.journal.write(Happening::OperationCalled {
            alias: "bot".to_owned(),
            operation: operation.to_owned(),
            status: answer.as_ref().ok().map(|answer| answer.status),
            duration: started.elapsed(),
        });
        answer
    }

    fn bot_request(
        &self,
        served: &ServedBot,
        operation: &str,
        kind: &str,
        body: Bytes,
        cause: Cause,
    ) -> Result<Request<Full<Bytes>>, CallError> {
        let wrong = |error: &dyn std::fmt::Display| CallError::Request(error.to_string());
        let configuration = encode_configuration(&served.configuration);
        let traceparent = cause.traceparent();
        let signature = signed(&served.secrets, self.clock.unix_ms(), &body);
        let mut request = Request::new(Full::new(Bytes::new()));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = Caller::check(&served.url).map_err(CallError::Request)?;
        let headers = [
            (bp::BOT_ID, Some(self.bot.id.as_str())),
            (bp::OPERATION, Some(operation)),
            (bp::TYPE, Some(kind)),
            (bp::CONFIGURATION, Some(&configuration)),
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

/// The waits between the attempts of one call: each twice as long as the one before.
#[derive(Debug)]
pub(crate) struct Backoff {
    wait: Duration,
    attempt: u32,
}

impl Backoff {
    pub(crate) fn new(first: Duration) -> Self {
        Self { wait: first, attempt: 1 }
    }

    /// Waits for the next attempt; false when there is none any more.
    pub(crate) async fn pause(&mut self, tasks: &Tasks) -> Result<bool, Failure> {
        if self.attempt == ATTEMPTS {
            return Ok(false);
        }
        self.attempt += 1;
        let wait = self.wait;
        self.wait = wait.saturating_mul(2);
        tokio::select! {
            () = tokio::time::sleep(wait) => Ok(true),
            // It stays in the store, for the next start.
            () = tasks.stopped() => Err(Failure::Stopped),
        }
    }
}
