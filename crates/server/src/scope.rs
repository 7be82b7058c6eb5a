//! Which operation is running, for whoever writes to the log without asking it.

use botpress_api::operation::header;
use botpress_client::LogScope;
use http::{HeaderMap, HeaderValue};

tokio::task_local! {
    static RUNNING: Ids;
}

/// The ids of an operation, as its headers have them: read only when something is logged.
#[derive(Debug, Clone)]
pub(crate) struct Ids([Option<HeaderValue>; 4]);

impl Ids {
    /// Whom a request claims to be about.
    pub(crate) fn new(headers: &HeaderMap) -> Self {
        let names = [header::BOT_ID, header::INTEGRATION_ID, header::INTEGRATION_ALIAS, header::TRACEPARENT];
        Self(names.map(|name| headers.get(name).cloned()))
    }

    /// Those of the operation that is running in this task.
    pub(crate) fn running() -> Option<Self> {
        RUNNING.try_with(Self::clone).ok()
    }

    /// Runs `work` as part of the operation.
    pub(crate) async fn run<T>(self, work: impl Future<Output = T>) -> T {
        RUNNING.scope(self, work).await
    }

    pub(crate) fn log_scope(&self) -> LogScope {
        let [bot, integration, alias, trace] =
            self.0.each_ref().map(|value| value.as_ref().and_then(|value| value.to_str().ok()).unwrap_or_default());
        let mut scope = LogScope::new(bot, integration, alias);
        scope.trace_id = trace.split('-').nth(1).map(str::to_owned);
        scope
    }
}
