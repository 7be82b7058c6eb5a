//! The log of an integration, in the platform's terms.

use std::sync::Arc;

use botpress_api::id::{ConversationId, UserId};
use botpress_client::{Host, Issue, LogLevel, LogLine, LogRecord, LogScope, Visibility};

/// Writes to the integration's log.
///
/// Lines are seen by the integration's owner; [`for_bot`](Logger::for_bot) shows them to the bot's owner too. Each is also a
/// [`tracing`] event with the target `botpress::log`, for whoever collects those.
///
/// ```
/// # fn example(logger: &botpress_core::Logger) {
/// logger.info("synchronising members");
/// logger.for_bot().warn("the channel is archived: messages to it are dropped");
/// # }
/// ```
#[derive(Clone)]
pub struct Logger {
    host: Arc<dyn Host>,
    scope: Arc<LogScope>,
    visibility: Visibility,
}

/// The target of the [`tracing`] events that mirror the log.
pub const LOG_TARGET: &str = "botpress::log";

impl Logger {
    pub(crate) fn new(host: Arc<dyn Host>, scope: LogScope) -> Self {
        Self { host, scope: Arc::new(scope), visibility: Visibility::default() }
    }

    /// A logger whose lines the bot's owner sees too.
    #[must_use]
    pub fn for_bot(&self) -> Self {
        self.with_visibility(Visibility::Both)
    }

    /// A logger whose lines only the bot's owner sees.
    #[must_use]
    pub fn for_bot_only(&self) -> Self {
        self.with_visibility(Visibility::BotOwner)
    }

    /// A logger whose lines are seen by `visibility`.
    #[must_use]
    pub fn with_visibility(&self, visibility: Visibility) -> Self {
        Self { visibility, ..self.clone() }
    }

    /// A logger whose lines concern a user.
    #[must_use]
    pub fn with_user_id(&self, id: impl Into<UserId>) -> Self {
        let mut logger = self.clone();
        Arc::make_mut(&mut logger.scope).user_id = Some(id.into().to_string());
        logger
    }

    /// A logger whose lines concern a conversation.
    #[must_use]
    pub fn with_conversation_id(&self, id: impl Into<ConversationId>) -> Self {
        let mut logger = self.clone();
        Arc::make_mut(&mut logger.scope).conversation_id = Some(id.into().to_string());
        logger
    }

    /// What normally happens.
    pub fn info(&self, message: impl Into<String>) {
        self.line(LogLevel::Info, message.into());
    }

    /// For whoever debugs the integration.
    pub fn debug(&self, message: impl Into<String>) {
        self.line(LogLevel::Debug, message.into());
    }

    /// Something is wrong and work goes on.
    pub fn warn(&self, message: impl Into<String>) {
        self.line(LogLevel::Warn, message.into());
    }

    /// Something failed.
    pub fn error(&self, message: impl Into<String>) {
        self.line(LogLevel::Error, message.into());
    }

    /// A problem that the platform groups and shows.
    pub fn issue(&self, mut issue: Issue) {
        issue.scope = LogScope::clone(&self.scope);
        tracing::warn!(target: LOG_TARGET, code = issue.code, title = issue.title, "issue");
        self.host.log(&LogRecord::Issue(issue));
    }

    fn line(&self, level: LogLevel, message: String) {
        macro_rules! mirror {
            ($level:ident) => {
                tracing::event!(target: LOG_TARGET, tracing::Level::$level, bot_id = self.scope.bot_id, "{message}")
            };
        }
        match level {
            LogLevel::Debug => mirror!(DEBUG),
            LogLevel::Info => mirror!(INFO),
            LogLevel::Warn => mirror!(WARN),
            LogLevel::Error => mirror!(ERROR),
        }
        let line = LogLine::new(level, message, LogScope::clone(&self.scope)).visibility(self.visibility);
        self.host.log(&LogRecord::Line(line));
    }
}

impl std::fmt::Debug for Logger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Logger")
            .field("scope", &self.scope)
            .field("visibility", &self.visibility)
            .finish_non_exhaustive()
    }
}
