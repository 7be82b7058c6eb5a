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

impl LogLevel {
    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
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
pub enum LogRecord {
    /// A line for people.
    Line(LogLine),
    /// A problem that the platform groups and shows.
    Issue(Issue),
}

/// What a log record is about, from the headers of the operation that wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct LogScope {
    /// The bot.
    pub bot_id: String,
    /// The integration's version.
    pub integration_id: String,
    /// The name of the integration's instance in the bot.
    pub integration_alias: String,
    /// The second part of the operation's `traceparent`.
    pub trace_id: Option<String>,
    /// The user it concerns.
    pub user_id: Option<String>,
    /// The conversation it concerns.
    pub conversation_id: Option<String>,
}

impl LogScope {
    /// The scope of one instance of an integration in a bot.
    pub fn new(
        bot_id: impl Into<String>,
        integration_id: impl Into<String>,
        integration_alias: impl Into<String>,
    ) -> Self {
        Self {
            bot_id: bot_id.into(),
            integration_id: integration_id.into(),
            integration_alias: integration_alias.into(),
            ..Self::default()
        }
    }
}

/// A line of an integration's log.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct LogLine {
    /// How much it matters.
    pub level: LogLevel,
    /// What happened, in one sentence.
    pub message: String,
    /// Who may see it.
    pub visibility: Visibility,
    /// What it is about.
    pub scope: LogScope,
}

impl LogLine {
    /// A line that the integration's owner sees.
    pub fn new(level: LogLevel, message: impl Into<String>, scope: LogScope) -> Self {
        Self { level, message: message.into(), visibility: Visibility::default(), scope }
    }

    /// Sets who may see it.
    #[must_use]
    pub fn visibility(mut self, visibility: Visibility) -> Self {
        self.visibility = visibility;
        self
    }
}

/// A problem that the platform groups and shows: always one line of JSON, whatever the log's format and level.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Issue {
    /// A code for this kind of problem, chosen by the integration.
    pub code: String,
    /// Whose problem it is.
    pub category: IssueCategory,
    /// A short title.
    pub title: String,
    /// What happened and what to do.
    pub description: String,
    /// Values that help: name to value.
    pub data: Vec<(String, IssueValue)>,
    /// The names in `data` by which equal issues are grouped.
    pub group_by: Vec<String>,
    /// What it is about.
    pub scope: LogScope,
}

impl Issue {
    /// An issue without data.
    pub fn new(
        code: impl Into<String>,
        category: IssueCategory,
        title: impl Into<String>,
        description: impl Into<String>,
    ) -> Self {
        Self {
            code: code.into(),
            category,
            title: title.into(),
            description: description.into(),
            data: Vec::new(),
            group_by: Vec::new(),
            scope: LogScope::default(),
        }
    }

    /// Adds a value.
    #[must_use]
    pub fn data(mut self, name: impl Into<String>, value: IssueValue) -> Self {
        self.data.push((name.into(), value));
        self
    }

    /// Groups equal issues by the value of `name`.
    #[must_use]
    pub fn group_by(mut self, name: impl Into<String>) -> Self {
        self.group_by.push(name.into());
        self
    }
}

/// A value of an [`Issue`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct IssueValue {
    /// As the program has it.
    pub raw: String,
    /// As people want to read it.
    pub pretty: Option<String>,
}

impl IssueValue {
    /// A value that is shown as it is.
    pub fn new(raw: impl Into<String>) -> Self {
        Self { raw: raw.into(), pretty: None }
    }

    /// Sets how people want to read it.
    #[must_use]
    pub fn pretty(mut self, pretty: impl Into<String>) -> Self {
        self.pretty = Some(pretty.into());
        self
    }
}

/// Whose problem an [`Issue`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IssueCategory {
    /// The code of the bot or its author.
    UserCode,
    /// A limit was reached.
    Limits,
    /// The configuration.
    Configuration,
    /// Anything else.
    Other,
}

impl IssueCategory {
    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UserCode => "user_code",
            Self::Limits => "limits",
            Self::Configuration => "configuration",
            Self::Other => "other",
        }
    }
}
