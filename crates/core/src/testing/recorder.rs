//! A host that opens no socket.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use botpress_api::{
    endpoint::{Endpoint, create_event, match_path},
    error::ApiError,
};
use botpress_client::{Body, BoxFuture, Host, HttpError, LogLevel, LogLine, LogRecord, SpawnError};
use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::replies::Replies;
use crate::{Declares, Event};

/// Where the Botpress API is, as far as the integration knows.
pub(super) const API_URL: &str = "https://api.botpress.test";

/// A host for tests: records what an integration sends and logs, answers it, and holds the clock.
///
/// - Calls of the Botpress API are answered as by an empty bot: what is created gets an id, states that were never set are not
///   found. [`answer_api`](Recorder::answer_api) answers one operation otherwise.
/// - The integration's own requests are refused until [`answer_http`](Recorder::answer_http) says what they get.
/// - Time stands still but for sleeping, which takes no time and moves the clock.
/// - Background work waits for [`finish_background`](Recorder::finish_background).
#[derive(Clone)]
pub struct Recorder(Arc<Mutex<State>>);

struct State {
    env: HashMap<String, String>,
    sent: Vec<SentRequest>,
    log: Vec<LogRecord>,
    answers: Vec<(Matcher, Answer)>,
    replies: Replies,
    clock: Duration,
    background: Vec<BoxFuture<'static, ()>>,
    random: u8,
}

type Matcher = Box<dyn Fn(&SentRequest) -> bool + Send>;
type Answer = Arc<dyn Fn(&SentRequest) -> Response<Bytes> + Send + Sync>;

/// A request that the integration sent.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SentRequest {
    /// The method.
    pub method: Method,
    /// The whole URL.
    pub url: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; empty when there was none.
    pub body: Bytes,
}

impl SentRequest {
    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; `null` when it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    fn as_call<E: Endpoint>(&self) -> Option<E> {
        let (path, query) = self.api_path()?;
        if self.method != E::METHOD {
            return None;
        }
        let parameters = match_path(E::PATH, path)?;
        let parameters: Vec<&str> = parameters.iter().map(String::as_str).collect();
        E::decode(&parameters, query, &self.body).ok()
    }

    /// Path and query below the API's address.
    pub(super) fn api_path(&self) -> Option<(&str, &str)> {
        let path = self.url.strip_prefix(API_URL)?;
        Some(path.split_once('?').unwrap_or((path, "")))
    }
}

impl Recorder {
    /// A recorder with an empty environment.
    #[must_use]
    pub fn new() -> Self {
        let env = [("BP_API_URL", API_URL), ("BP_TOKEN", "test")];
        Self(Arc::new(Mutex::new(State {
            env: env.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            sent: Vec::new(),
            log: Vec::new(),
            answers: Vec::new(),
            replies: Replies::default(),
            clock: Duration::ZERO,
            background: Vec::new(),
            random: 0,
        })))
    }

    /// Sets an environment variable.
    pub fn set_env(&self, name: impl Into<String>, value: impl Into<String>) {
        self.state().env.insert(name.into(), value.into());
    }

    /// The calls of one operation of the Botpress API, in order.
    ///
    /// ```
    /// # fn example(recorder: &botpress_core::testing::Recorder) {
    /// use botpress_api::endpoint::create_message;
    ///
    /// let messages = recorder.calls::<create_message::Request>();
    /// assert_eq!(messages.len(), 1);
    /// # }
    /// ```
    #[must_use]
    pub fn calls<E: Endpoint>(&self) -> Vec<E> {
        self.state().sent.iter().filter_map(SentRequest::as_call).collect()
    }

    /// The payloads of the events of type `E` that `I` emitted, in order.
    #[must_use]
    pub fn emitted<I: Declares<E>, E: Event + DeserializeOwned>(&self) -> Vec<E> {
        let events = self.calls::<create_event::Request>().into_iter();
        let payloads = events.filter(|event| event.kind == <I as Declares<E>>::NAME).map(|event| event.payload);
        payloads.filter_map(|payload| serde_json::from_value(payload).ok()).collect()
    }

    /// The integration's own requests, the calls of the Botpress API left out, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<SentRequest> {
        self.state().sent.iter().filter(|request| request.api_path().is_none()).cloned().collect()
    }

    /// Everything that was sent, in order.
    #[must_use]
    pub fn sent(&self) -> Vec<SentRequest> {
        self.state().sent.clone()
    }

    /// The log.
    #[must_use]
    pub fn log(&self) -> Vec<LogRecord> {
        self.state().log.clone()
    }

    /// The messages of the log's lines at `level`.
    #[must_use]
    pub fn log_lines(&self, level: LogLevel) -> Vec<String> {
        let at_level = |record: &LogRecord| match record {
            LogRecord::Line(LogLine { level: found, message, .. }) if *found == level => Some(message.clone()),
            _ => None,
        };
        self.state().log.iter().filter_map(at_level).collect()
    }

    /// Answers every call of the operation `E` from now on; the newest answer counts.
    ///
    /// # Panics
    ///
    /// Never; a response that cannot be written as JSON is answered as an `Internal` error.
    pub fn answer_api<E: Endpoint>(&self, answer: impl Fn(E) -> Result<E::Response, ApiError> + Send + Sync + 'static) {
        let matches = |request: &SentRequest| request.as_call::<E>().is_some();
        self.answer(Box::new(matches), move |request| match request.as_call::<E>().map(&answer) {
            Some(Ok(response)) => json_response(E::STATUS, &response),
            Some(Err(error)) => json_response(error.status(), &error),
            None => json_response(StatusCode::BAD_REQUEST, &Value::Null),
        });
    }

    /// Answers every request with this method whose URL begins with `url` from now on; the newest answer counts.
    pub fn answer_http(
        &self,
        method: Method,
        url: impl Into<String>,
        answer: impl Fn(&SentRequest) -> Response<Bytes> + Send + Sync + 'static,
    ) {
        let url = url.into();
        self.answer(Box::new(move |request| request.method == method && request.url.starts_with(&url)), answer);
    }

    /// Answers as [`answer_http`](Recorder::answer_http) does, with 200 and this JSON.
    pub fn answer_json(&self, method: Method, url: impl Into<String>, body: impl Serialize) {
        let body = serde_json::to_value(body).unwrap_or_default();
        self.answer_http(method, url, move |_| json_response(StatusCode::OK, &body));
    }

    /// Moves the clock on.
    pub fn advance(&self, time: Duration) {
        self.state().clock += time;
    }

    /// Runs the background work that was spawned, and what it spawns, to its end; answers how many tasks that were.
    pub async fn finish_background(&self) -> usize {
        let mut finished = 0;
        loop {
            let Some(task) = self.state().background.pop() else { return finished };
            task.await;
            finished += 1;
        }
    }

    fn answer(&self, matches: Matcher, answer: impl Fn(&SentRequest) -> Response<Bytes> + Send + Sync + 'static) {
        self.state().answers.push((matches, Arc::new(answer)));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reply(&self, request: &SentRequest) -> Result<Response<Bytes>, HttpError> {
        let mut state = self.state();
        state.sent.push(request.clone());
        let answer = state.answers.iter().rev().find(|(matches, _)| matches(request)).map(|(_, answer)| answer.clone());
        match answer {
            Some(answer) => {
                drop(state);
                Ok(answer(request))
            }
            None if request.api_path().is_some() => {
                let clock = state.clock;
                Ok(state.replies.reply(request, clock, &iso8601(clock)))
            }
            None => Err(HttpError::Connect(format!(
                "the test has no answer to {} {}: give one with `recorder.answer_http(..)`",
                request.method,
                request.url.split('?').next().unwrap_or_default()
            ))),
        }
    }
}

impl Default for Recorder {
    fn default() -> Self {
        Self::new()
    }
}

impl Host for Recorder {
    fn http(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.into_bytes(usize::MAX).await;
            let request = SentRequest {
                method: head.method,
                url: head.uri.to_string(),
                headers: head.headers,
                body: body.map_err(|error| HttpError::Connection(error.to_string()))?,
            };
            self.reply(&request).map(|response| response.map(Body::from))
        })
    }

    fn env(&self, name: &str) -> Option<String> {
        self.state().env.get(name).cloned()
    }

    fn log(&self, record: &LogRecord) {
        self.state().log.push(record.clone());
    }

    /// 2026-01-01, and what has passed since the test began.
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + START + self.state().clock
    }

    fn monotonic(&self) -> Duration {
        self.state().clock
    }

    /// Asleep once: who races a sleep with work sees the work first.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        let mut polled = false;
        Box::pin(std::future::poll_fn(move |cx| {
            if polled {
                self.advance(duration);
                return std::task::Poll::Ready(());
            }
            polled = true;
            cx.waker().wake_by_ref();
            std::task::Poll::Pending
        }))
    }

    /// Counts up: the same in every run.
    fn random(&self, bytes: &mut [u8]) {
        let mut state = self.state();
        for byte in bytes {
            state.random = state.random.wrapping_add(1);
            *byte = state.random;
        }
    }

    fn spawn(&self, task: BoxFuture<'static, ()>) -> Result<(), SpawnError> {
        self.state().background.insert(0, task);
        Ok(())
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Recorder").field("sent", &state.sent).field("log", &state.log).finish_non_exhaustive()
    }
}

/// 2026-01-01T00:00:00Z.
const START: Duration = Duration::from_secs(1_767_225_600);

fn iso8601(clock: Duration) -> String {
    botpress_api::iso8601(SystemTime::UNIX_EPOCH + START + clock)
}

pub(super) fn json_response(status: StatusCode, body: &impl Serialize) -> Response<Bytes> {
    let (status, body) = match serde_json::to_vec(body) {
        Ok(body) => (status, body),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string().into_bytes()),
    };
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    response
}
