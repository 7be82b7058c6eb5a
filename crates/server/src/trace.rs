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
    let subscriber = tracing_subscriber::registry().with(LogLayer { host, most });
    let _ = tracing::subscriber::set_global_default(subscriber);
}

struct LogLayer {
    host: Arc<NativeHost>,
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
