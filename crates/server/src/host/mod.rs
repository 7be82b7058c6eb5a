//! The native host: what an integration needs from outside, on tokio.

mod http_out;
mod log;
mod tasks;

use std::{
    collections::HashMap,
    fmt,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use ::http::{Request, Response};
use botpress_client::{Body, BoxFuture, Host, HttpError, LogLevel, LogRecord, SpawnError};
use tokio::io::{AsyncRead, AsyncWrite};

use self::{http_out::HttpOut, log::Log, tasks::Tasks};

/// The [`Host`] of a process: sockets, environment, standard output, clocks and tasks.
///
/// It belongs to a tokio runtime: what it answers must be awaited in one.
///
/// - **Outgoing HTTP** speaks HTTP/1.1 over TCP or TLS (rustls, the system's root certificates) and keeps connections for
///   30 s. Redirects are not followed, and the proxy variables of the environment are not read: a request goes to the host it
///   names and nowhere else. Opening a TCP connection may take 10 s; apart from that, no limit applies.
/// - **The log** goes to standard output (`debug`, `info`, issues) and standard error (`warn`, `error`) as Botpress reads it:
///   plain messages, or JSON lines with `BP_LOG_FORMAT=json`. `LOG_LEVEL` (`debug`, `info`, `warn`, `error`) leaves out what
///   matters less. Both variables are read once, when the host is made.
/// - **Background work** runs as tasks, at most 1,000 at once unless set.
#[derive(Debug)]
pub struct NativeHost {
    env: Environment,
    http: HttpOut,
    log: Log,
    tasks: Tasks,
    started: Instant,
}

/// How many background tasks may run at once, unless set.
const MAX_BACKGROUND_TASKS: usize = 1000;

impl NativeHost {
    /// The host of this process.
    #[must_use]
    pub fn new() -> Self {
        Self {
            env: Environment::default(),
            http: HttpOut::new(),
            log: Log::from_env(env),
            tasks: Tasks::new(MAX_BACKGROUND_TASKS),
            started: Instant::now(),
        }
    }

    /// Sets how many background tasks may run at once; 1,000 unless set.
    #[must_use]
    pub fn max_background_tasks(mut self, limit: usize) -> Self {
        self.tasks = Tasks::new(limit);
        self
    }

    /// Sets environment variables for this host alone, in front of those of the process: several integrations in one process
    /// may differ in them, and a test need not touch what others see.
    ///
    /// ```
    /// use botpress_client::Host;
    /// use botpress_server::NativeHost;
    ///
    /// let host = NativeHost::new().with_env([("BP_API_URL", "http://127.0.0.1:9000"), ("LOG_LEVEL", "error")]);
    /// assert_eq!(host.env("BP_API_URL").as_deref(), Some("http://127.0.0.1:9000"));
    /// ```
    #[must_use]
    pub fn with_env<K: Into<String>, V: Into<String>>(mut self, variables: impl IntoIterator<Item = (K, V)>) -> Self {
        self.env.0.extend(variables.into_iter().map(|(name, value)| (name.into(), value.into())));
        self.log = Log::from_env(|name| self.env.get(name));
        self
    }

    /// Asks a server to speak another protocol than HTTP, a WebSocket for example, on the connection that the request opens. The
    /// response has that connection as its body, over TLS when the address begins with `https://`.
    ///
    /// The request says which protocol it is (`connection: upgrade`, `upgrade: websocket`), and its address begins with `http://` or
    /// `https://`. Apart from opening the TCP connection, no limit of time applies.
    ///
    /// # Errors
    ///
    /// As for [`Host::http`], and [`HttpError::Connection`] when the server does not agree: its status is not 101. Whether what it
    /// says besides is what the protocol wants is for the caller to check.
    pub async fn upgrade(
        &self,
        request: Request<()>,
    ) -> Result<Response<impl AsyncRead + AsyncWrite + Send + Unpin + use<>>, HttpError> {
        self.http.upgrade(request).await
    }

    /// Takes no more background tasks, and waits until those that run are done or `limit` has passed; what still runs then
    /// is dropped. Answers how many were.
    pub async fn drain(&self, limit: Duration) -> usize {
        self.tasks.drain(limit).await
    }

    /// The least level that `LOG_LEVEL` lets through, when it is set.
    pub(crate) fn log_level(&self) -> Option<LogLevel> {
        self.log.minimum()
    }
}

impl Default for NativeHost {
    fn default() -> Self {
        Self::new()
    }
}

impl Host for NativeHost {
    fn http(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        Box::pin(self.http.send(request))
    }

    fn env(&self, name: &str) -> Option<String> {
        self.env.get(name)
    }

    fn log(&self, record: &LogRecord) {
        self.log.write(record);
    }

    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn monotonic(&self) -> Duration {
        self.started.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }

    /// # Panics
    ///
    /// When the operating system has no randomness to give: going on without would make secrets guessable.
    fn random(&self, bytes: &mut [u8]) {
        if rustls::crypto::ring::default_provider().secure_random.fill(bytes).is_err() {
            panic!("the operating system gives no randomness");
        }
    }

    fn spawn(&self, task: BoxFuture<'static, ()>) -> Result<(), SpawnError> {
        self.tasks.spawn(task)
    }
}

/// Variables of a host's own. The values may be secrets: not printed.
#[derive(Default)]
struct Environment(HashMap<String, String>);

impl Environment {
    fn get(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned().or_else(|| env(name))
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// A variable that is not Unicode counts as not set: nothing that is read here can be.
fn env(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The host as an object, for what is built from it.
pub(crate) fn as_host(host: &Arc<NativeHost>) -> Arc<dyn Host> {
    host.clone()
}
