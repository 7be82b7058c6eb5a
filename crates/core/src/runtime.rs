//! From a request of Botpress to its response: headers, body, dispatch, errors, panics.

use std::{any::Any, panic::AssertUnwindSafe, sync::Arc, time::SystemTime};

use botpress_api::{
    error::{ApiError, ErrorKind, UNKNOWN_ID, new_error_id},
    operation as wire,
};
use botpress_client::{ClientOptions, Host, LogScope};
use bytes::Bytes;
use futures_util::FutureExt;
use http::{HeaderValue, Method, Request, Response, StatusCode, header::HeaderName};
use serde::Serialize;
use serde_json::json;
use tracing::Instrument;

use crate::{
    BoxFuture, Context, Error, Integration, Logger, MaybeSend, MaybeSync, Result, WebhookResponse,
    configuration::Configuration,
    context::{Call, Identity},
    error::UNEXPECTED,
    memory::Memory,
    operation::{Operation, OperationRequest, Reply},
};

/// An integration on a host: answers the requests of Botpress, whatever brings them.
///
/// It opens no socket. A native server, a bundle and a test hand it requests and send its responses. A panic in a handler is
/// that request's 500 and nobody else's.
#[derive(Clone)]
pub struct Runtime {
    integration: Arc<dyn Erased>,
    shared: Arc<Shared>,
}

/// What all requests have in common.
pub(crate) struct Shared {
    pub(crate) host: Arc<dyn Host>,
    pub(crate) client: ClientOptions,
    pub(crate) forward_trace: bool,
    pub(crate) memory: Memory,
}

impl Shared {
    pub(crate) fn new(host: Arc<dyn Host>) -> Self {
        let client = ClientOptions::from_env(&*host);
        Self { host, client, forward_trace: true, memory: Memory::default() }
    }
}

impl Runtime {
    /// `integration` on `host`, calling the API that the host's environment names (`BP_API_URL`, `BP_TOKEN`).
    pub fn new<I: Integration>(integration: I, host: Arc<dyn Host>) -> Self {
        Self { integration: Arc::new(Hosted(Arc::new(integration))), shared: Arc::new(Shared::new(host)) }
    }

    /// Calls the API with these options instead of those of the environment; bot, integration and trace come from each
    /// request.
    #[must_use]
    pub fn with_client_options(self, client: ClientOptions) -> Self {
        self.with(|shared| shared.client = client)
    }

    /// Whether a request's `traceparent` and `tracestate` are copied to the calls it makes; they are unless set.
    #[must_use]
    pub fn with_forwarded_trace(self, forward: bool) -> Self {
        self.with(|shared| shared.forward_trace = forward)
    }

    /// The host.
    #[must_use]
    pub fn host(&self) -> &Arc<dyn Host> {
        &self.shared.host
    }

    /// Answers one request. The path says nothing: the operation is in the headers (protocol §1.3). Methods that usually have no
    /// body have none here either, as with the official server.
    pub async fn handle(&self, request: Request<Bytes>) -> Response<Bytes> {
        let (head, body) = request.into_parts();
        let body = if matches!(head.method, Method::POST | Method::PUT | Method::PATCH) { body } else { Bytes::new() };
        let identity = match Identity::from_headers(&head.headers) {
            Ok(identity) => identity,
            Err(message) => return refusal(&message),
        };
        let scope = identity.log_scope();
        let logger = Logger::new(self.shared.host.clone(), scope);
        let span = tracing::info_span!(
            "operation",
            operation = identity.operation,
            bot_id = identity.bot_id.as_str(),
            integration_id = identity.integration_id.as_str(),
            integration_alias = identity.integration_alias,
            trace_id = identity.trace_id(),
        );
        let call = Call::new(self.shared.clone(), identity, logger.clone(), &head.headers);
        let request = match OperationRequest::new(head, body) {
            Ok(request) => request,
            Err(error) => return self.failure(&logger, &error),
        };
        let answer = AssertUnwindSafe(self.integration.answer(call, &request)).catch_unwind().instrument(span).await;
        let answer = match answer {
            Ok(answer) => answer.and_then(|answer| answer.into_response().map_err(Error::from)),
            Err(panic) => Err(Panicked(panic_message(&*panic)).into()),
        };
        match answer {
            Ok(response) => response,
            Err(error) => self.failure(&logger, &error),
        }
    }

    fn with(mut self, change: impl FnOnce(&mut Shared)) -> Self {
        let shared = &self.shared;
        let mut changed = Shared {
            client: shared.client.clone(),
            forward_trace: shared.forward_trace,
            ..Shared::new(shared.host.clone())
        };
        change(&mut changed);
        self.shared = Arc::new(changed);
        self
    }

    /// The response to an error (protocol §1.6), which also goes to the log: the message for the bot's owner, and the whole of an
    /// unexpected error for the integration's owner.
    fn failure(&self, logger: &Logger, error: &Error) -> Response<Bytes> {
        let (status, body) = match (error.api(), error.downcast_ref::<botpress_client::Error>()) {
            (Some(api), _) if matches!(api.kind, ErrorKind::Runtime | ErrorKind::InvalidPayload) => {
                (StatusCode::BAD_REQUEST, api.clone())
            }
            (Some(api), _) => (StatusCode::INTERNAL_SERVER_ERROR, ApiError::new(ErrorKind::Runtime, &*api.message)),
            (None, Some(failed)) => {
                (StatusCode::INTERNAL_SERVER_ERROR, ApiError::new(ErrorKind::Runtime, failed.api_message()))
            }
            (None, None) => (StatusCode::INTERNAL_SERVER_ERROR, ApiError::new(ErrorKind::Runtime, UNEXPECTED)),
        };
        if status.is_server_error() {
            logger.error(error.chain());
        }
        logger.for_bot().error(&*body.message);
        let body = self.with_id(body);
        json_response(status, &body)
    }

    fn with_id(&self, mut error: ApiError) -> ApiError {
        if error.id == UNKNOWN_ID {
            let mut random = [0; 4];
            self.shared.host.random(&mut random);
            let since = self.shared.host.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
            let seconds = since.as_secs().try_into().unwrap_or_default();
            error.id = new_error_id(seconds, u32::from_be_bytes(random));
        }
        error
    }
}

impl std::fmt::Debug for Runtime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Runtime").field("forward_trace", &self.shared.forward_trace).finish_non_exhaustive()
    }
}

/// An integration without its type, so that everything above it is compiled once.
trait Erased: MaybeSync + MaybeSend {
    fn answer<'a>(&'a self, call: Call, request: &'a OperationRequest) -> BoxFuture<'a, Result<Answer>>;
}

struct Hosted<I>(Arc<I>);

impl<I: Integration> Erased for Hosted<I> {
    fn answer<'a>(&'a self, mut call: Call, request: &'a OperationRequest) -> BoxFuture<'a, Result<Answer>> {
        Box::pin(async move {
            let value = call.take_configuration();
            let identity = call.identity();
            let configuration = I::Configuration::decode(identity.configuration_type.as_deref(), value);
            let configuration = match configuration {
                Ok(configuration) => configuration,
                // Whether somebody is there does not depend on how an instance is configured.
                Err(_) if identity.operation == wire::OperationName::Ping.as_str() => return Ok(Answer::done()),
                Err(error) => return Err(Error::invalid_payload(error.to_string())),
            };
            let cx = Context::new(self.0.clone(), configuration, call);
            if let Some(intercepted) = self.0.intercept(&cx, request)
                && let Some(response) = intercepted.await?
            {
                return Ok(Answer { reply: Reply::Response(response), cost: 0.0 });
            }
            let operation = Operation::parse(cx.operation(), request.body())?;
            let operation = operation.without_tag_prefix([I::NAME, cx.integration_alias()]);
            let reply = self.0.dispatch(&cx, operation).await?;
            Ok(Answer { reply, cost: cx.cost() })
        })
    }
}

struct Answer {
    reply: Reply,
    cost: f64,
}

impl Answer {
    const fn done() -> Self {
        Self { reply: Reply::Done, cost: 0.0 }
    }

    fn into_response(self) -> Result<Response<Bytes>, http::Error> {
        match self.reply {
            Reply::Done => Ok(Response::new(EMPTY)),
            Reply::Output(output) => {
                let body = wire::ActionAnswer::new(output, self.cost);
                Ok(json_response(StatusCode::OK, &body))
            }
            Reply::Response(WebhookResponse { status, headers, body }) => {
                let mut response = Response::builder().status(status);
                for (name, value) in headers {
                    response = response.header(HeaderName::try_from(name)?, HeaderValue::try_from(value)?);
                }
                response.body(body.map_or(EMPTY, Bytes::from))
            }
        }
    }
}

/// The body of a response that says nothing.
const EMPTY: Bytes = Bytes::from_static(b"{}");

/// A response without a content type: Botpress expects none (protocol §1.1).
fn json_response(status: StatusCode, body: &impl Serialize) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(serde_json::to_vec(body).unwrap_or_default()));
    *response.status_mut() = status;
    response
}

/// The answer to a request that is no operation: an error of another shape (protocol §1.3).
fn refusal(message: &str) -> Response<Bytes> {
    json_response(StatusCode::INTERNAL_SERVER_ERROR, &json!({ "error": message }))
}

#[derive(Debug, thiserror::Error)]
#[error("a handler panicked: {0}")]
pub(crate) struct Panicked(pub(crate) String);

pub(crate) fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}

impl Identity {
    pub(crate) fn log_scope(&self) -> LogScope {
        let mut scope = LogScope::new(self.bot_id.as_str(), self.integration_id.as_str(), &*self.integration_alias);
        scope.trace_id = self.trace_id().map(str::to_owned);
        scope
    }
}
