//! Slack's Web API: a call is a form sent by POST and answered with `{"ok": true, …}` or `{"ok": false, "error": "code"}`.
//!
//! A module per family of methods; here is what they share. What Slack says about a method (its arguments, its errors, how often
//! it may be called) is on its page below docs.slack.dev/reference/methods.

mod apps;
mod assistant;
mod chat;
mod conversations;
mod error;
mod files;
mod functions;
mod limits;
mod oauth;
mod reactions;
mod users;

use std::{sync::Arc, time::Duration};

use botpress_sdk::{
    BoxFuture, Host, MaybeSend, MaybeSync,
    client::{Http, HttpFailure, RequestError},
    http::{HeaderMap, StatusCode, header::RETRY_AFTER},
    prelude::*,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub(crate) use self::{
    chat::{Post, SlackMessage},
    conversations::{Channel, ChannelTypes},
    error::{SlackError, advice},
    files::{SlackFile, Upload},
    limits::Limits,
    oauth::{Client, Exchanged, Identity},
    users::Member,
};

/// How long one attempt of a call may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How long a call may take, all in all: its attempts, and the waits that Slack asks for between them. Botpress waits 60 s for an
/// operation.
const PATIENCE: Duration = Duration::from_secs(40);
/// How often a call that changes nothing is sent again when it failed on the way.
const REPETITIONS: u32 = 2;

/// The header, and from there on the property of an answer, with the scopes of the token.
const SCOPES: &str = "x-oauth-scopes";

/// Slack's Web API, without a token.
#[derive(Clone)]
pub(crate) struct WebApi {
    host: Arc<dyn Host>,
    url: Arc<str>,
    limits: Arc<Limits>,
}

/// Slack's Web API in the name of somebody: an app's bot, mostly.
#[derive(Clone)]
pub(crate) struct SlackApi {
    web: WebApi,
    token: Secret,
    source: Option<Arc<dyn TokenSource>>,
}

/// Where there may be another token when Slack refuses the one that is used.
pub(crate) trait TokenSource: MaybeSend + MaybeSync {
    /// Another token than `refused`; none when there is none.
    fn instead_of<'a>(&'a self, refused: &'a Secret) -> BoxFuture<'a, Option<Secret>>;
}

impl WebApi {
    /// The Web API at `url`, without a slash at the end.
    pub(crate) fn new(host: Arc<dyn Host>, url: Arc<str>, limits: Arc<Limits>) -> Self {
        Self { host, url, limits }
    }

    pub(crate) fn with_token(&self, token: Secret) -> SlackApi {
        SlackApi { web: self.clone(), token, source: None }
    }

    fn http(&self) -> Http {
        Http::new(self.host.clone())
    }

    fn call(&self, method: &'static str) -> Call<'_> {
        Call { web: self, token: None, source: None, method, fields: Vec::new(), timeout: TIMEOUT, repeatable: false }
    }
}

impl SlackApi {
    /// Asks `source` for another token when Slack refuses this one: the workspace may have been connected anew meanwhile.
    pub(crate) fn or_from(self, source: impl TokenSource + 'static) -> Self {
        Self { source: Some(Arc::new(source)), ..self }
    }

    fn http(&self) -> Http {
        self.web.http()
    }

    /// A call that must not be executed twice: it is only sent again when Slack says that it did nothing.
    fn once(&self, method: &'static str) -> Call<'_> {
        Call { token: Some(&self.token), source: self.source.as_deref(), ..self.web.call(method) }
    }

    /// A call that comes to the same however often it is executed: reading, or setting something.
    fn repeatable(&self, method: &'static str) -> Call<'_> {
        Call { repeatable: true, ..self.once(method) }
    }
}

/// A call being made.
struct Call<'a> {
    web: &'a WebApi,
    token: Option<&'a Secret>,
    source: Option<&'a dyn TokenSource>,
    method: &'static str,
    fields: Vec<(&'static str, String)>,
    timeout: Duration,
    repeatable: bool,
}

impl Call<'_> {
    /// Adds an argument.
    fn arg(mut self, name: &'static str, value: impl ToString) -> Self {
        self.fields.push((name, value.to_string()));
        self
    }

    /// Adds an argument that may be missing.
    fn maybe(self, name: &'static str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.arg(name, value),
            None => self,
        }
    }

    /// Sets how long an attempt may take.
    fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Makes the call and reads its answer as a `T`.
    async fn send<T: DeserializeOwned>(self) -> Result<T, SlackError> {
        let answer = self.exchange().await?;
        T::deserialize(Value::Object(answer)).map_err(|source| SlackError::Unexpected { method: self.method, source })
    }

    /// Makes the call, of whose answer nothing is needed.
    async fn done(self) -> Result<(), SlackError> {
        self.exchange().await.map(drop)
    }

    async fn exchange(&self) -> Result<Map<String, Value>, SlackError> {
        let Self { web, method, .. } = *self;
        let (started, mut failures) = (web.host.monotonic(), 0);
        let (mut token, mut source) = (self.token.cloned(), self.source);
        loop {
            let passed = web.host.monotonic().saturating_sub(started);
            let wait = web.limits.wait(method, token.as_ref(), web.host.monotonic());
            if passed + wait > PATIENCE {
                return Err(SlackError::Busy { method, wait });
            }
            if !wait.is_zero() {
                web.host.sleep(wait).await;
                continue;
            }
            let failure = match self.attempt(token.as_ref()).await {
                Ok(answer) => return Ok(answer),
                // Not executed: how long to wait has been noted.
                Err(SlackError::Busy { .. }) => continue,
                Err(failure) => failure,
            };
            if let (Some(refused), true) = (&token, failure.is_about_the_token())
                && let Some(source) = source.take()
                && let Some(other) = source.instead_of(refused).await
            {
                token = Some(other);
                continue;
            }
            failures += 1;
            if failures > REPETITIONS || !(failure.never_left() || self.repeatable && failure.is_passing()) {
                return Err(failure);
            }
            web.host.sleep(Duration::from_millis(300) * failures).await;
        }
    }

    async fn attempt(&self, token: Option<&Secret>) -> Result<Map<String, Value>, SlackError> {
        let Self { web, method, .. } = *self;
        let failed = |source| SlackError::Unreachable { method, source };
        let mut request = web.http().post(format!("{}/{method}", web.url)).timeout(self.timeout);
        if let Some(token) = token {
            request = request.bearer(token.expose());
        }
        let fields = self.fields.iter().map(|(name, value)| (*name, value.as_str()));
        let response = request.form(fields).await.map_err(failed)?;
        if response.status == StatusCode::TOO_MANY_REQUESTS {
            let wait = retry_after(&response.headers);
            web.limits.hold(method, token, web.host.monotonic() + wait);
            return Err(SlackError::Busy { method, wait });
        }
        // What the token may do is said beside every answer.
        let scopes = response.headers.get(SCOPES).and_then(|scopes| scopes.to_str().ok()).map(Value::from);
        let answer = response.error_for_status().map_err(failed)?.json::<Map<String, Value>>().await;
        let mut answer = answer.map_err(failed)?;
        if let Some(scopes) = scopes {
            answer.insert(SCOPES.to_owned(), scopes);
        }
        if answer.get("ok") == Some(&Value::Bool(true)) {
            Ok(answer)
        } else {
            Err(SlackError::refused(method, &answer))
        }
    }
}

/// How long Slack wants to be left alone.
fn retry_after(headers: &HeaderMap) -> Duration {
    let seconds = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
    Duration::from_secs(seconds.unwrap_or(1).max(1))
}

/// A download or an answer that is no call of a method failed: tokens are in neither.
fn is_passing(error: &RequestError) -> bool {
    match &error.kind {
        HttpFailure::Status(status) => status.is_server_error() || *status == StatusCode::TOO_MANY_REQUESTS,
        HttpFailure::InvalidRequest(_) | HttpFailure::Json(_) | HttpFailure::TooManyRedirects => false,
        _ => true,
    }
}

/// Debug output without the token.
impl std::fmt::Debug for SlackApi {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SlackApi").field("url", &self.web.url).finish_non_exhaustive()
    }
}
