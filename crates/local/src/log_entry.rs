//! Lines that integrations log.

use serde::Deserialize;

/// How grave a line of a log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LogLevel {
    /// Details for its author.
    Debug,
    /// What happens.
    Info,
    /// What should not be.
    Warn,
    /// What failed.
    Error,
}

impl LogLevel {
    /// Its name: `debug`, `info`, `warn` or `error`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Debug, Self::Info, Self::Warn, Self::Error].into_iter().find(|level| level.as_str() == name)
    }
}

/// A line that an integration has logged.
///
/// ```
/// use botpress_local::{LogEntry, LogLevel};
///
/// let printed = r#"{"msg":"hello","level":"warn","options":{"traceId":"0af7651916cd43dd8448eb211c80319c"}}"#;
/// let entry = LogEntry::read(printed, LogLevel::Info);
/// assert_eq!((entry.level(), entry.text()), (LogLevel::Warn, "hello"));
/// assert_eq!(LogEntry::read("Listening", LogLevel::Info).text(), "Listening");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    level: LogLevel,
    text: String,
    pub(crate) trace_id: Option<String>,
    pub(crate) user_id: Option<String>,
    pub(crate) conversation_id: Option<String>,
}

impl LogEntry {
    /// A line of which nothing else is known.
    pub fn new(level: LogLevel, text: impl Into<String>) -> Self {
        Self { level, text: text.into(), trace_id: None, user_id: None, conversation_id: None }
    }

    /// The trace that it belongs to: the second part of the operation's `traceparent`. By it the page shows the line where
    /// it was logged.
    #[must_use]
    pub fn trace_id(mut self, trace_id: impl Into<String>) -> Self {
        self.trace_id = Some(trace_id.into());
        self
    }

    /// Reads a line that an integration printed: JSON when it logs with `BP_LOG_FORMAT=json`, in any of the official SDKs or
    /// this one, with its level and ids; anything else is a text of the level given.
    #[must_use]
    pub fn read(line: &str, level: LogLevel) -> Self {
        match serde_json::from_str(line) {
            Ok(Printed::Line { msg, level: named, options }) => Self {
                level: LogLevel::named(&named).unwrap_or(level),
                text: msg,
                trace_id: options.trace_id,
                user_id: options.user_id,
                conversation_id: options.conversation_id,
            },
            Ok(Printed::Issue { title, description, trace_id, .. }) => {
                let text = if description.is_empty() { title } else { format!("{title}: {description}") };
                Self { trace_id, ..Self::new(LogLevel::Error, text) }
            }
            Err(_) => Self::new(level, line),
        }
    }

    /// How grave it is.
    #[must_use]
    pub fn level(&self) -> LogLevel {
        self.level
    }

    /// What it says.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// What is printed with `BP_LOG_FORMAT=json`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Printed {
    Line {
        msg: String,
        level: String,
        #[serde(default)]
        options: Options,
    },
    #[serde(rename_all = "camelCase")]
    Issue {
        #[serde(rename = "type")]
        _type: Issue,
        title: String,
        #[serde(default)]
        description: String,
        trace_id: Option<String>,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Issue {
    Issue,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Options {
    trace_id: Option<String>,
    user_id: Option<String>,
    conversation_id: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issue_is_an_error_with_its_description() {
        let printed = r#"{"type":"issue","code":"x","title":"Broken","description":"it is","data":{},"groupBy":[]}"#;
        assert_eq!(LogEntry::read(printed, LogLevel::Info), LogEntry::new(LogLevel::Error, "Broken: it is"));
        let other = r#"{"type":"event","title":"x"}"#;
        assert_eq!(LogEntry::read(other, LogLevel::Debug), LogEntry::new(LogLevel::Debug, other));
    }
}
