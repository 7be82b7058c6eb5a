//! The log as Botpress reads it from a process's standard output and standard error (protocol §1.7).

use std::{
    io::{self, Write},
    sync::Once,
};

use botpress_client::{LogLevel, LogRecord};

/// Writes log records, one locked write each.
#[derive(Debug)]
pub(crate) struct Log {
    json: bool,
    minimum: Option<LogLevel>,
    /// What is wrong with `LOG_LEVEL`: said once, before the first line.
    complaint: Option<String>,
    complained: Once,
}

/// Where a record goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stream {
    Out,
    Err,
}

impl Log {
    /// The log that `BP_LOG_FORMAT` and `LOG_LEVEL` ask for.
    pub(crate) fn from_env(env: impl Fn(&str) -> Option<String>) -> Self {
        let level = env("LOG_LEVEL").filter(|level| !level.is_empty());
        let minimum = level.as_deref().and_then(parse_level);
        let complaint = level.filter(|_| minimum.is_none()).map(|level| {
            format!("Invalid LOG_LEVEL {level:?}, expected one of: debug, info, warn, error. Logging is not filtered.")
        });
        let json = env("BP_LOG_FORMAT").is_some_and(|format| format == "json");
        Self { json, minimum, complaint, complained: Once::new() }
    }

    pub(crate) fn minimum(&self) -> Option<LogLevel> {
        self.minimum
    }

    pub(crate) fn write(&self, record: &LogRecord) {
        if let (LogRecord::Line(_), Some(complaint)) = (record, &self.complaint) {
            self.complained.call_once(|| put(Stream::Err, complaint.clone()));
        }
        if let Some((stream, line)) = self.render(record) {
            put(stream, line);
        }
    }

    /// The record as one line without its end; `None` when it is filtered out.
    fn render(&self, record: &LogRecord) -> Option<(Stream, String)> {
        match record {
            LogRecord::Line(line) if self.minimum.is_some_and(|minimum| line.level < minimum) => None,
            LogRecord::Line(line) => {
                let stream = if line.level >= LogLevel::Warn { Stream::Err } else { Stream::Out };
                let text = if self.json { json(record) } else { line.message.clone() };
                Some((stream, text))
            }
            LogRecord::Issue(_) => Some((Stream::Out, json(record))),
            _ => None,
        }
    }
}

fn parse_level(name: &str) -> Option<LogLevel> {
    [LogLevel::Debug, LogLevel::Info, LogLevel::Warn, LogLevel::Error]
        .into_iter()
        .find(|level| level.as_str().eq_ignore_ascii_case(name))
}

/// A log that cannot be written must not take the integration down.
fn put(stream: Stream, mut line: String) {
    line.push('\n');
    let _ = match stream {
        Stream::Out => io::stdout().lock().write_all(line.as_bytes()),
        Stream::Err => io::stderr().lock().write_all(line.as_bytes()),
    };
}

fn json(record: &LogRecord) -> String {
    serde_json::to_string(record).unwrap_or_else(|error| format!("a log record could not be written: {error}"))
}

#[cfg(test)]
mod tests {
    use botpress_client::{Issue, IssueCategory, IssueValue, LogLine, LogScope, Visibility};

    use super::*;

    fn log(variables: &[(&str, &str)]) -> Log {
        Log::from_env(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    fn line(level: LogLevel) -> LogRecord {
        LogRecord::Line(LogLine::new(level, "it happened", scope()))
    }

    fn scope() -> LogScope {
        LogScope::new("bot1", "int1", "myalias")
    }

    #[test]
    fn a_plain_line_is_the_message_alone_and_its_level_chooses_the_stream() {
        let log = log(&[]);
        for (level, stream) in [
            (LogLevel::Debug, Stream::Out),
            (LogLevel::Info, Stream::Out),
            (LogLevel::Warn, Stream::Err),
            (LogLevel::Error, Stream::Err),
        ] {
            assert_eq!(log.render(&line(level)), Some((stream, "it happened".to_owned())));
        }
    }

    #[test]
    fn a_json_line_has_the_keys_of_the_platform_in_its_order() {
        let mut scope = scope();
        scope.trace_id = Some("0af7651916cd43dd8448eb211c80319c".to_owned());
        scope.user_id = Some("u".to_owned());
        scope.conversation_id = Some("c".to_owned());
        let line = LogLine::new(LogLevel::Info, "registering", scope).visibility(Visibility::Both);
        let (_, text) = log(&[("BP_LOG_FORMAT", "json")]).render(&LogRecord::Line(line)).unwrap();
        assert_eq!(
            text,
            concat!(
                r#"{"msg":"registering","level":"info","botId":"bot1","integrationId":"int1","integrationAlias":"myalias","#,
                r#""visible_to_bot_owner":true,"hidden_to_integration_owner":false,"options":{"visibleToBotOwners":true,"#,
                r#""hiddenToIntegrationOwners":false,"traceId":"0af7651916cd43dd8448eb211c80319c","botId":"bot1","#,
                r#""integrationId":"int1","integrationAlias":"myalias","userId":"u","conversationId":"c"}}"#
            )
        );
    }

    #[test]
    fn a_line_outside_of_any_operation_has_no_ids() {
        let line = LogLine::new(LogLevel::Error, "m", LogScope::default()).visibility(Visibility::BotOwner);
        let (_, text) = log(&[("BP_LOG_FORMAT", "json")]).render(&LogRecord::Line(line)).unwrap();
        assert_eq!(
            text,
            concat!(
                r#"{"msg":"m","level":"error","visible_to_bot_owner":true,"hidden_to_integration_owner":true,"#,
                r#""options":{"visibleToBotOwners":true,"hiddenToIntegrationOwners":true}}"#
            )
        );
    }

    #[test]
    fn log_level_leaves_out_what_matters_less_whatever_its_case() {
        let log = log(&[("LOG_LEVEL", "WARN")]);
        assert_eq!(log.render(&line(LogLevel::Info)), None);
        assert!(log.render(&line(LogLevel::Warn)).is_some());
    }

    #[test]
    fn an_invalid_log_level_filters_nothing_and_is_complained_about() {
        let log = log(&[("LOG_LEVEL", "loud")]);
        assert!(log.render(&line(LogLevel::Debug)).is_some());
        assert_eq!(
            log.complaint.as_deref(),
            Some("Invalid LOG_LEVEL \"loud\", expected one of: debug, info, warn, error. Logging is not filtered.")
        );
    }

    #[test]
    fn an_issue_is_json_on_standard_output_whatever_format_and_level() {
        let mut issue = Issue::new("CODE", IssueCategory::Configuration, "t", "d")
            .data("k", IssueValue::new("r").pretty("p"))
            .group_by("k");
        issue.scope = scope();
        let expected = concat!(
            r#"{"type":"issue","code":"CODE","category":"configuration","title":"t","description":"d","#,
            r#""data":{"k":{"raw":"r","pretty":"p"}},"groupBy":["k"],"botId":"bot1","integrationId":"int1","#,
            r#""integrationAlias":"myalias"}"#
        );
        let rendered = log(&[("LOG_LEVEL", "error")]).render(&LogRecord::Issue(issue));
        assert_eq!(rendered, Some((Stream::Out, expected.to_owned())));
    }
}
