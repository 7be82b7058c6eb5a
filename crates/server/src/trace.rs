//! Authors' `tracing` events as lines of the log.

use std::{
    fmt::{self, Write},
    sync::Arc,
};

use botpress_client::{Host, LogLevel, LogLine, LogRecord};
use botpress_core::LOG_TARGET;
use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    level_filters::LevelFilter,
    span,
};

use crate::{NativeHost, scope::Ids};

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
    LogSubscriber { host, most }
}

/// Knows no spans: which operation an event belongs to is known without.
struct LogSubscriber {
    host: Arc<dyn Host>,
    most: Level,
}

impl Subscriber for LogSubscriber {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // The logger has written its own lines already.
        metadata.is_event() && metadata.target() != LOG_TARGET && *metadata.level() <= self.most
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::from_level(self.most))
    }

    fn event(&self, event: &Event<'_>) {
        let mut message = MessageVisitor::default();
        event.record(&mut message);
        let scope = Ids::running().map(|ids| ids.log_scope()).unwrap_or_default();
        let line = LogLine::new(level(event.metadata()), message.into_line(), scope);
        self.host.log(&LogRecord::Line(line));
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

fn level(metadata: &Metadata<'_>) -> LogLevel {
    match *metadata.level() {
        Level::ERROR => LogLevel::Error,
        Level::WARN => LogLevel::Warn,
        Level::INFO => LogLevel::Info,
        _ => LogLevel::Debug,
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
    use botpress_client::LogScope;
    use botpress_core::{
        BoxFuture, Context as CallContext, Integration, Result,
        definition::{DefinitionErrors, IntegrationDefinition},
        operation::{Operation, Reply},
        testing::Recorder,
    };
    use bytes::Bytes;
    use http::Request;
    use http_body_util::Full;
    use std::time::Duration;
    use tracing::Instrument;

    use super::*;
    use crate::Server;

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
                cx.spawn(|_, _| async {
                    tracing::info!("in the background");
                    Ok(())
                })?;
                Ok(Reply::Done)
            })
        }
    }

    async fn logged(most: Level) -> Vec<LogLine> {
        let recorder = Recorder::new();
        let _guard = tracing::subscriber::set_default(subscriber(Arc::new(recorder.clone()), most));
        tracing::warn!("outside");
        let service = Server::new(Talkative).signing_secrets([""; 0]).into_service().unwrap();
        let request = Request::post("/").header("x-bot-id", "bot_1").header("x-bot-user-id", "user_bot");
        let request = request.header("x-integration-id", "intg_1").header("x-integration-alias", "bench");
        let request = request.header("x-webhook-id", "webhook_1").header("x-bp-operation", "ping");
        let request = request.header("x-bp-configuration", "e30=").header("traceparent", "00-0af76519-b7ad6b71-01");
        let request = request.header("host", "localhost").body(Full::new(Bytes::new())).unwrap();
        assert_eq!(service.answer(request).await.status(), 200);
        assert!(service.drain(Duration::from_secs(60)).await);
        let lines = recorder.log().into_iter().filter_map(|record| match record {
            LogRecord::Line(line) => Some(line),
            _ => None,
        });
        lines.collect()
    }

    #[tokio::test]
    async fn an_event_is_a_line_with_the_ids_of_its_operation_and_the_loggers_own_are_not_doubled() {
        let lines = logged(Level::INFO).await;
        let messages: Vec<_> = lines.iter().map(|line| line.message.as_str()).collect();
        assert_eq!(messages, ["outside", "by tracing count=2 name=\"x\"", "in the background"]);
        assert_eq!(lines[0].scope, LogScope::default());
        let mut scope = LogScope::new("bot_1", "intg_1", "bench");
        scope.trace_id = Some("0af76519".to_owned());
        for line in &lines[1..] {
            assert_eq!((line.level, &line.scope), (LogLevel::Info, &scope));
        }
    }

    #[tokio::test]
    async fn debug_events_need_to_be_asked_for() {
        let shown = |lines: Vec<LogLine>| lines.into_iter().any(|line| line.message == "details");
        assert!(!shown(logged(Level::INFO).await));
        assert!(shown(logged(Level::DEBUG).await));
    }
}
