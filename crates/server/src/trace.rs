//! Authors' `tracing` events as lines of the log.

use std::{
    fmt::{self, Write},
    sync::Arc,
};

use botpress_client::{Host, LogLevel, LogLine, LogRecord, LogScope};
use botpress_core::LOG_TARGET;
use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    level_filters::LevelFilter,
    span::{Attributes, Id},
};
use tracing_subscriber::{
    layer::{Context, Layer, SubscriberExt},
    registry::LookupSpan,
};

use crate::NativeHost;

/// The span that the runtime opens around an operation.
const OPERATION: &str = "operation";

/// Makes `tracing` events lines of the log of `host`, with the ids of the operation in which they happen. Does nothing when
/// the process has a subscriber already.
///
/// Events of level `debug` need `LOG_LEVEL=debug`, since libraries write them too; `trace` is never shown.
pub(crate) fn install(host: Arc<NativeHost>) {
    let most = match host.log_level() {
        Some(LogLevel::Debug) => Level::DEBUG,
        Some(LogLevel::Info) | None => Level::INFO,
        Some(LogLevel::Warn) => Level::WARN,
        Some(LogLevel::Error) => Level::ERROR,
    };
    let _ = tracing::subscriber::set_global_default(subscriber(host, most));
}

fn subscriber(host: Arc<dyn Host>, most: Level) -> impl Subscriber + Send + Sync {
    tracing_subscriber::registry().with(LogLayer { host, most })
}

struct LogLayer {
    host: Arc<dyn Host>,
    most: Level,
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for LogLayer {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        if metadata.is_span() {
            return is_operation(metadata);
        }
        // The logger has written its own lines already.
        metadata.target() != LOG_TARGET && *metadata.level() <= self.most
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        // The operation's span is of level `info`.
        Some(LevelFilter::from_level(self.most.max(Level::INFO)))
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, cx: Context<'_, S>) {
        if let Some(span) = cx.span(id) {
            let mut scope = ScopeVisitor(LogScope::default());
            attributes.record(&mut scope);
            span.extensions_mut().insert(scope.0);
        }
    }

    fn on_event(&self, event: &Event<'_>, cx: Context<'_, S>) {
        let mut message = MessageVisitor::default();
        event.record(&mut message);
        let scope = cx.lookup_current().and_then(|span| span.extensions().get::<LogScope>().cloned());
        let line = LogLine::new(level(event.metadata()), message.into_line(), scope.unwrap_or_default());
        self.host.log(&LogRecord::Line(line));
    }
}

fn is_operation(metadata: &Metadata<'_>) -> bool {
    metadata.name() == OPERATION && metadata.target().starts_with("botpress_core")
}

fn level(metadata: &Metadata<'_>) -> LogLevel {
    match *metadata.level() {
        Level::ERROR => LogLevel::Error,
        Level::WARN => LogLevel::Warn,
        Level::INFO => LogLevel::Info,
        _ => LogLevel::Debug,
    }
}

/// Reads the ids of an operation's span.
struct ScopeVisitor(LogScope);

impl Visit for ScopeVisitor {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "bot_id" => value.clone_into(&mut self.0.bot_id),
            "integration_id" => value.clone_into(&mut self.0.integration_id),
            "integration_alias" => value.clone_into(&mut self.0.integration_alias),
            "trace_id" => self.0.trace_id = Some(value.to_owned()),
            _ => {}
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Recorded with `%`: what prints is the value itself.
        self.record_str(field, &format!("{value:?}"));
    }
}

/// Reads an event: its message, then its fields as `name=value`.
#[derive(Default)]
struct MessageVisitor {
    message: String,
    fields: String,
}

impl MessageVisitor {
    fn into_line(mut self) -> String {
        if self.message.is_empty() {
            return self.fields.trim_start().to_owned();
        }
        self.message.push_str(&self.fields);
        self.message
    }
}

impl Visit for MessageVisitor {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            name => write!(self.fields, " {name}={value:?}"),
        };
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        let _ = write!(self.fields, " {}={value}", field.name());
    }
}

#[cfg(test)]
mod tests {
    use botpress_core::{
        BoxFuture, Context as CallContext, Integration, Result,
        definition::{DefinitionErrors, IntegrationDefinition},
        operation::{Operation, Reply},
        testing::{Harness, Recorder},
    };
    use tracing::Instrument;

    use super::*;

    /// Writes events of each kind when it is pinged.
    struct Talkative;

    impl Integration for Talkative {
        type Configuration = ();
        type UserTags = ();
        const NAME: &'static str = "talkative";

        fn definition() -> Result<IntegrationDefinition, DefinitionErrors> {
            IntegrationDefinition::builder(Self::NAME, "0.1.0").try_build()
        }

        fn dispatch<'a>(&'a self, cx: &'a CallContext<Self>, _: Operation) -> BoxFuture<'a, Result<Reply>> {
            Box::pin(async move {
                cx.logger().info("by the logger");
                let own = tracing::info_span!("own", field = 1);
                async { tracing::info!(count = 2, name = "x", "by {}", "tracing") }.instrument(own).await;
                tracing::debug!("details");
                tracing::trace!("noise");
                Ok(Reply::Done)
            })
        }
    }

    async fn logged(most: Level) -> Vec<LogLine> {
        let recorder = Recorder::new();
        let harness = Harness::on(recorder.clone(), Talkative);
        let _guard = tracing::subscriber::set_default(subscriber(Arc::new(recorder.clone()), most));
        tracing::warn!("outside");
        assert_eq!(harness.ping().header("traceparent", "00-0af7651916cd43dd-b7ad6b71-01").await.status, 200);
        let lines = recorder.log().into_iter().filter_map(|record| match record {
            LogRecord::Line(line) => Some(line),
            _ => None,
        });
        lines.collect()
    }

    #[tokio::test]
    async fn an_event_in_an_operation_is_a_line_with_its_ids_and_the_loggers_own_come_once() {
        let lines = logged(Level::INFO).await;
        let messages: Vec<_> = lines.iter().map(|line| line.message.as_str()).collect();
        assert_eq!(messages, ["outside", "by the logger", "by tracing count=2 name=\"x\""]);
        assert_eq!(lines[0].scope, LogScope::default());
        assert_eq!((lines[2].level, &lines[2].scope), (LogLevel::Info, &lines[1].scope));
        assert_eq!(lines[2].scope.trace_id.as_deref(), Some("0af7651916cd43dd"));
    }

    #[tokio::test]
    async fn debug_events_need_to_be_asked_for() {
        let lines = logged(Level::DEBUG).await;
        assert_eq!(lines.last().map(|line| (line.level, line.message.as_str())), Some((LogLevel::Debug, "details")));
    }

    #[tokio::test]
    async fn with_warnings_only_an_event_still_has_the_ids_of_its_operation() {
        let messages: Vec<_> = logged(Level::WARN).await.into_iter().map(|line| line.message).collect();
        assert_eq!(messages, ["outside", "by the logger"]);
    }
}
