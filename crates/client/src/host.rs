//! Everything an integration needs from outside, in one object-safe trait.

use std::time::{Duration, SystemTime};

use crate::{Body, BoxFuture, MaybeSync};

/// The world as an integration sees it: network, environment, log, clocks, chance and tasks.
///
/// The native server, the WebAssembly bundle and the test recorder implement it. Nothing above it touches a socket, a
/// clock, the environment or a task of its own. Dropping a future returned by a host cancels what it does.
pub trait Host: MaybeSync + 'static {
    /// Sends a request and answers the response, whatever its status; redirects are not followed.
    ///
    /// No time limit applies: callers race it with [`sleep`](Host::sleep).
    fn http(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>>;

    /// The environment variable `name`, when it is set.
    fn env(&self, name: &str) -> Option<String>;

    /// Writes one record of the integration's log.
    fn log(&self, record: &LogRecord);

    /// The time of day.
    fn now(&self) -> SystemTime;

    /// Time since some fixed moment; never goes back.
    fn monotonic(&self) -> Duration;

    /// Resolves when `duration` has passed.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;

    /// Fills `bytes` from a source fit for secrets.
    fn random(&self, bytes: &mut [u8]);

    /// Runs `task` beside the current operation. The host bounds how many run and waits for them before it stops.
    ///
    /// # Errors
    ///
    /// [`SpawnError`] when the bound is reached or the host is stopping; the task is dropped unstarted.
    fn spawn(&self, task: BoxFuture<'static, ()>) -> Result<(), SpawnError>;
}

/// A request that got no response.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum HttpError {
    /// No connection was opened: the request has not been executed.
    #[error("could not connect: {0}")]
    Connect(String),
    /// The connection failed after it was opened: the request may have been executed.
    #[error("the connection failed: {0}")]
    Connection(String),
    /// The request could not be written as HTTP at all.
    #[error("not a valid request: {0}")]
    InvalidRequest(String),
}

/// A background task that was not started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SpawnError {
    /// As many background tasks as the host allows are running.
    #[error("too many background tasks are running (limit: {limit})")]
    Full {
        /// How many may run at once.
        limit: usize,
    },
    /// The host is stopping.
    #[error("the host is stopping and takes no more background tasks")]
    Stopping,
}

/// How much a log record matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LogLevel {
    /// For whoever debugs the integration.
    Debug,
    /// What normally happens.
    Info,
    /// Something is wrong and work goes on.
    Warn,
    /// Something failed.
    Error,
}

/// Who may see a log record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Visibility {
    /// The integration's owner only.
    #[default]
    IntegrationOwner,
    /// The integration's owner and the bot's.
    Both,
    /// The bot's owner only.
    BotOwner,
}

/// One record of an integration's log, typed; the host decides how it looks.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct LogRecord {
    /// How much it matters.
    pub level: LogLevel,
    /// What happened, in one sentence.
    pub message: String,
    /// Who may see it.
    pub visibility: Visibility,
    /// The bot it concerns.
    pub bot_id: String,
    /// The integration version it concerns.
    pub integration_id: String,
    /// The name of the integration's instance in the bot.
    pub integration_alias: String,
    /// The second part of the request's `traceparent`.
    pub trace_id: Option<String>,
    /// The user it concerns.
    pub user_id: Option<String>,
    /// The conversation it concerns.
    pub conversation_id: Option<String>,
}

impl LogRecord {
    /// A record of the integration itself, with no visibility beyond its owner and no links.
    #[must_use]
    pub fn new(level: LogLevel, message: impl Into<String>) -> Self {
        Self {
            level,
            message: message.into(),
            visibility: Visibility::default(),
            bot_id: String::new(),
            integration_id: String::new(),
            integration_alias: String::new(),
            trace_id: None,
            user_id: None,
            conversation_id: None,
        }
    }
}
