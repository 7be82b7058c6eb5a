//! A host that plays a script, under tokio's paused clock: waits take no time and are exact.
#![allow(dead_code, reason = "no test uses all of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub, reason = "a test's helper")]

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use botpress_api::Endpoint;
use botpress_client::{Body, BodyError, BoxFuture, Client, ClientOptions, Host, HttpError, LogRecord, SpawnError};
use bytes::Bytes;
use futures_util::{FutureExt, StreamExt};
use http::{HeaderMap, Method, Request, Response, StatusCode, Uri};
use tokio::time::{Instant, sleep};

/// What the host answers to one request.
#[derive(Debug, Clone)]
pub struct Reply {
    after: Duration,
    outcome: Result<(StatusCode, HeaderMap, Bytes), HttpError>,
    /// The body breaks off at once.
    cut_short: bool,
    /// For a body that comes in chunks of one byte: the wait before each.
    trickle: Option<Duration>,
}

impl Reply {
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        let status = StatusCode::from_u16(status).unwrap();
        Self {
            after: Duration::ZERO,
            outcome: Ok((status, HeaderMap::new(), body.into())),
            cut_short: false,
            trickle: None,
        }
    }

    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::new(status, body.to_string())
    }

    pub fn refused() -> Self {
        Self {
            after: Duration::ZERO,
            outcome: Err(HttpError::Connect("refused".into())),
            cut_short: false,
            trickle: None,
        }
    }

    pub fn lost() -> Self {
        Self {
            after: Duration::ZERO,
            outcome: Err(HttpError::Connection("reset".into())),
            cut_short: false,
            trickle: None,
        }
    }

    pub fn cut_short() -> Self {
        Self { cut_short: true, ..Self::new(200, "") }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name: http::HeaderName = name.parse().unwrap();
        self.outcome.as_mut().unwrap().1.insert(name, value.parse().unwrap());
        self
    }

    pub fn after(mut self, delay: Duration) -> Self {
        self.after = delay;
        self
    }

    /// The body arrives in chunks of one byte, without a known length, `wait` before each.
    pub fn trickling(mut self, wait: Duration) -> Self {
        self.trickle = Some(wait);
        self
    }
}

/// A request as the host got it.
#[derive(Debug, Clone)]
pub struct Sent {
    pub at: Duration,
    pub method: Method,
    pub uri: Uri,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// How the body came: nothing, in memory, or as a stream of this length.
    pub form: String,
}

#[derive(Debug)]
pub struct ScriptedHost {
    replies: Mutex<VecDeque<Reply>>,
    sent: Mutex<Vec<Sent>>,
    env: HashMap<&'static str, String>,
    started: Instant,
    /// The time of day at the beginning.
    pub epoch: SystemTime,
    chance: u8,
}

impl ScriptedHost {
    pub fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        Self {
            replies: Mutex::new(replies.into_iter().collect()),
            sent: Mutex::default(),
            env: HashMap::new(),
            started: Instant::now(),
            epoch: SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_329_703),
            chance: 0,
        }
    }

    pub fn env(mut self, name: &'static str, value: &str) -> Self {
        self.env.insert(name, value.to_owned());
        self
    }

    /// What `random` fills with.
    pub fn chance(mut self, byte: u8) -> Self {
        self.chance = byte;
        self
    }

    pub fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap().clone()
    }

    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

impl Host for ScriptedHost {
    fn http(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        Box::pin(async move {
            let at = self.elapsed();
            let (parts, body) = request.into_parts();
            let form = format!("{body:?}");
            let body = body.into_bytes(usize::MAX).await.unwrap();
            let sent = Sent { at, method: parts.method, uri: parts.uri, headers: parts.headers, body, form };
            self.sent.lock().unwrap().push(sent.clone());
            let reply = self.replies.lock().unwrap().pop_front().expect("a request beyond the script");
            sleep(reply.after).await;
            // Hosts may be careless with addresses.
            let (status, headers, body) = reply.outcome.map_err(|error| match error {
                HttpError::Connect(text) => HttpError::Connect(format!("{text} ({})", sent.uri)),
                HttpError::Connection(text) => HttpError::Connection(format!("{text} ({})", sent.uri)),
                other => other,
            })?;
            let body = match reply.trickle {
                Some(wait) => {
                    let bytes = futures_util::stream::iter(body.to_vec());
                    let chunks = bytes.then(move |byte| sleep(wait).map(move |()| Ok(vec![byte].into())));
                    Body::Stream { length: None, chunks: Box::pin(chunks) }
                }
                None if reply.cut_short => {
                    let chunks = futures_util::stream::iter([Err(BodyError::Read("reset".into()))]);
                    Body::Stream { length: None, chunks: Box::pin(chunks) }
                }
                None => body.into(),
            };
            let mut response = Response::new(body);
            *response.status_mut() = status;
            *response.headers_mut() = headers;
            Ok(response)
        })
    }

    fn env(&self, name: &str) -> Option<String> {
        self.env.get(name).cloned()
    }

    fn log(&self, _record: &LogRecord) {}

    fn now(&self) -> SystemTime {
        self.epoch + self.elapsed()
    }

    fn monotonic(&self) -> Duration {
        self.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(sleep(duration))
    }

    fn random(&self, bytes: &mut [u8]) {
        bytes.fill(self.chance);
    }

    fn spawn(&self, _task: BoxFuture<'static, ()>) -> Result<(), SpawnError> {
        Err(SpawnError::Stopping)
    }
}

pub const TOKEN: &str = "bp_iak_test_token";

pub fn options() -> ClientOptions {
    ClientOptions::new().token(TOKEN).bot_id("bot_1").integration_id("intg_1").integration_alias("bench")
}

/// A client whose host plays `replies`.
pub fn client(replies: impl IntoIterator<Item = Reply>) -> (Client, Arc<ScriptedHost>) {
    let host = Arc::new(ScriptedHost::new(replies));
    (Client::new(host.clone(), options()), host)
}

/// A request from its wire form.
pub fn request<E: Endpoint>(path: &[&str], query: &str, body: &str) -> E {
    E::decode(path, query, body.as_bytes()).unwrap()
}
