//! One call of the platform: who is called, and what it may use.

use std::{
    fmt,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

use botpress_api::{
    id::{BotId, IntegrationId, UserId, WebhookId},
    operation as wire,
};
use botpress_client::{Client, ClientOptions, Host, TRACE_HEADERS};
use http::{HeaderMap, HeaderValue};
use serde_json::Value;

use crate::{
    Logger,
    memory::{Elsewhere, Memory},
    runtime::Shared,
};

/// Who is called, from the headers of the request (protocol §1.3).
pub(crate) struct Identity {
    pub(crate) bot_id: BotId,
    pub(crate) bot_user_id: UserId,
    pub(crate) integration_id: IntegrationId,
    pub(crate) integration_alias: String,
    pub(crate) webhook_id: WebhookId,
    pub(crate) operation: String,
    pub(crate) configuration: Value,
    pub(crate) configuration_type: Option<String>,
    pub(crate) traceparent: Option<String>,
}

impl Identity {
    /// The identity, or the sentence that the official server refuses the request with.
    pub(crate) fn from_headers(headers: &HeaderMap) -> Result<Self, String> {
        let optional = |name| last(headers, name).filter(|value| !value.is_empty());
        let required = |name, what| optional(name).ok_or_else(|| format!("Missing {what} header"));
        Ok(Self {
            bot_id: required(wire::header::BOT_ID, "bot")?.into(),
            bot_user_id: required(wire::header::BOT_USER_ID, "bot user")?.into(),
            integration_id: required(wire::header::INTEGRATION_ID, "integration")?.into(),
            integration_alias: required(wire::header::INTEGRATION_ALIAS, "integration alias")?,
            webhook_id: required(wire::header::WEBHOOK_ID, "webhook")?.into(),
            operation: required(wire::header::OPERATION, "operation")?,
            configuration: wire::decode_configuration(&required(wire::header::CONFIGURATION, "configuration")?)
                .map_err(|error| error.to_string())?,
            configuration_type: optional(wire::header::CONFIGURATION_TYPE),
            traceparent: optional("traceparent"),
        })
    }

    /// The second part of `traceparent`.
    pub(crate) fn trace_id(&self) -> Option<&str> {
        self.traceparent.as_deref()?.split('-').nth(1)
    }
}

/// Of several headers of one name, the last counts.
fn last(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get_all(name).iter().next_back().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// The values of the headers that let a trace go on; a map of them is only made for a request that calls something.
#[derive(Default)]
struct Trace([Option<HeaderValue>; 3]);

impl Trace {
    fn new(headers: &HeaderMap) -> Self {
        Self(TRACE_HEADERS.map(|name| headers.get(name).cloned()))
    }

    fn headers(&self) -> HeaderMap {
        let values = TRACE_HEADERS.into_iter().zip(&self.0);
        values.filter_map(|(name, value)| Some((name, value.clone()?))).collect()
    }
}

/// What one call of the platform may use; the client is made when it is first asked for.
pub(crate) struct Call {
    shared: Arc<Shared>,
    identity: Identity,
    logger: Logger,
    trace: Trace,
    client: OnceLock<Client>,
    /// The bits of an `f64`.
    cost: AtomicU64,
    elsewhere: Elsewhere,
}

impl Call {
    pub(crate) fn new(shared: Arc<Shared>, identity: Identity, logger: Logger, headers: &HeaderMap) -> Self {
        let trace = if shared.forward_trace { Trace::new(headers) } else { Trace::default() };
        let elsewhere = Elsewhere::default();
        Self { shared, identity, logger, trace, client: OnceLock::new(), cost: AtomicU64::new(0), elsewhere }
    }

    /// What a bot's owner filled in, as it came; it is there once.
    pub(crate) fn take_configuration(&mut self) -> Value {
        self.identity.configuration.take()
    }

    pub(crate) fn identity(&self) -> &Identity {
        &self.identity
    }

    pub(crate) fn logger(&self) -> &Logger {
        &self.logger
    }

    pub(crate) fn host(&self) -> &Arc<dyn Host> {
        &self.shared.host
    }

    /// What the process keeps between calls.
    pub(crate) fn memory(&self) -> &Memory {
        &self.shared.memory
    }

    /// Counts what this call has waiting for another process.
    pub(crate) fn elsewhere(&self) -> &Elsewhere {
        &self.elsewhere
    }

    /// `key`, apart from those of all other instances, and of other uses.
    pub(crate) fn own_key(&self, purpose: &str, key: &str) -> String {
        format!("{purpose} {} {key}", self.identity.webhook_id)
    }

    /// The client in the name of this call; made when it is first used.
    pub(crate) fn client(&self) -> &Client {
        self.client.get_or_init(|| Client::new(self.shared.host.clone(), self.client_options()))
    }

    pub(crate) fn set_cost(&self, cost: f64) {
        self.cost.store(cost.to_bits(), Ordering::Relaxed);
    }

    pub(crate) fn cost(&self) -> f64 {
        f64::from_bits(self.cost.load(Ordering::Relaxed))
    }

    fn client_options(&self) -> ClientOptions {
        self.shared
            .client
            .clone()
            .bot_id(self.identity.bot_id.as_str())
            .integration_id(self.identity.integration_id.as_str())
            .integration_alias(&*self.identity.integration_alias)
            .trace_from(&self.trace.headers())
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("operation", &self.identity.operation).finish_non_exhaustive()
    }
}
