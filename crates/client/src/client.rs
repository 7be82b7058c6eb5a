//! The API client: a request in, a response out.

use std::{
    fmt,
    sync::{Arc, OnceLock},
    time::{Duration, SystemTime},
};

use botpress_api::{ApiError, EncodedRequest, Endpoint, error::new_error_id};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header::CONTENT_TYPE};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tracing::{debug, warn};

use crate::{
    Body, BodyError, ClientOptions, Error, Host, HttpError, RetryPolicy, decode::from_json, options::Preamble,
    retry::Outcome, timeout::within, web::without_secrets,
};

/// The most that is read of one answer.
const MAX_RESPONSE_BYTES: usize = 64 * 1024 * 1024;

/// A client of the Botpress API, over a [`Host`]; cheap to clone.
///
/// It sends [endpoints](Endpoint) of `botpress-api`. Every attempt is a `tracing` event with the operation, status and
/// duration, and nothing of what was sent.
///
/// ```no_run
/// # async fn run(host: std::sync::Arc<dyn botpress_client::Host>) -> Result<(), botpress_client::Error> {
/// use botpress_api::endpoint::get_user;
/// use botpress_client::Client;
///
/// let client = Client::from_env(host);
/// let user = client.send(get_user::Request::new("user_1")).await?.user;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    host: Arc<dyn Host>,
    shared: Arc<Shared>,
    retry: RetryPolicy,
    timeout: Duration,
}

struct Shared {
    options: ClientOptions,
    /// Made by the first call: many clients live for one request that calls nothing.
    preamble: OnceLock<Preamble>,
}

impl Client {
    /// A client over `host`. Options that cannot be used are the error of the first call.
    pub fn new(host: Arc<dyn Host>, options: ClientOptions) -> Self {
        let (retry, timeout) = (options.retry, options.timeout);
        Self { host, shared: Arc::new(Shared { options, preamble: OnceLock::new() }), retry, timeout }
    }

    /// A client with [`ClientOptions::from_env`].
    pub fn from_env(host: Arc<dyn Host>) -> Self {
        let options = ClientOptions::from_env(&*host);
        Self::new(host, options)
    }

    /// The same client with another limit for one attempt; see [`ClientOptions::timeout`].
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        Self { timeout, ..self.clone() }
    }

    /// The same client with another retry policy.
    #[must_use]
    pub fn with_retry(&self, retry: RetryPolicy) -> Self {
        Self { retry, ..self.clone() }
    }

    pub(crate) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The host it was made with.
    #[must_use]
    pub fn host(&self) -> &Arc<dyn Host> {
        &self.host
    }

    /// Sends `request` and answers its response.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] when the API refuses; the other kinds when it could not be asked or understood.
    pub async fn send<E: Endpoint>(&self, request: E) -> Result<E::Response, Error> {
        self.ask(&request).await
    }

    /// Sends `request` and answers the response as JSON, with all keys that the API sent.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub async fn send_untyped<E: Endpoint>(&self, request: E) -> Result<Value, Error> {
        self.ask(&request).await
    }

    /// Sends `request` and reads the answer as a `T`.
    pub(crate) async fn ask<E: Endpoint, T: DeserializeOwned>(&self, request: &E) -> Result<T, Error> {
        let operation = E::OPERATION;
        let encoded = request.encode().map_err(|source| Error::Encode { operation, source })?;
        let bytes = self.call(&Call::to::<E>(), encoded).await?;
        from_json(&bytes).map_err(|source| Error::Decode { operation, source })
    }

    /// Sends a request until it is answered for good. Not generic: every operation shares this code.
    async fn call(&self, call: &Call, request: EncodedRequest) -> Result<Bytes, Error> {
        let preamble = self.preamble()?;
        let uri = preamble.uri(&request.path_and_query)?;
        let body = request.body.map(Bytes::from);
        let mut attempt = 1;
        loop {
            let started = self.host.monotonic();
            let result = self.attempt(call, &uri, preamble.headers.clone(), body.clone()).await;
            let took = self.host.monotonic().saturating_sub(started);
            let failure = match result {
                Ok((status, bytes)) => {
                    log_success(call, attempt, status, took);
                    return Ok(bytes);
                }
                Err(failure) => failure,
            };
            let again = self.retry.allows(attempt, &call.method, call.idempotent, failure.outcome);
            let wait = again.then(|| self.retry.delay(attempt, &failure.headers, self.host.now(), self.chance()));
            log_failure(call, attempt, &failure, took, wait);
            let Some(wait) = wait else { return Err(failure.error) };
            self.host.sleep(wait).await;
            attempt += 1;
        }
    }

    /// One exchange, its answer's body included, within the timeout.
    async fn attempt(
        &self,
        call: &Call,
        uri: &Uri,
        mut headers: HeaderMap,
        body: Option<Bytes>,
    ) -> Result<(StatusCode, Bytes), Failure> {
        if body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let mut request = http::Request::new(body.map_or(Body::Empty, Body::from));
        *request.method_mut() = call.method.clone();
        *request.uri_mut() = uri.clone();
        *request.headers_mut() = headers;
        let exchange = async {
            let (parts, body) = self.host.http(request).await.map_err(|error| call.no_answer(error, uri))?.into_parts();
            let bytes = body.into_bytes(MAX_RESPONSE_BYTES).await.map_err(|error| call.half_answer(error))?;
            Ok((parts.status, parts.headers, bytes))
        };
        let (status, headers, bytes) = match within(&*self.host, self.timeout, exchange).await {
            Some(answer) => answer?,
            None => return Err(call.too_late(self.timeout)),
        };
        if status.is_success() {
            return Ok((status, bytes));
        }
        let error = ApiError::from_response(status, &bytes, || self.error_id());
        Err(Failure { error: error.into(), outcome: Outcome::Answered(status), headers })
    }

    fn preamble(&self) -> Result<&Preamble, Error> {
        if let Some(preamble) = self.shared.preamble.get() {
            return Ok(preamble);
        }
        let preamble = Preamble::new(&self.shared.options)?;
        Ok(self.shared.preamble.get_or_init(|| preamble))
    }

    fn chance(&self) -> u8 {
        let mut byte = [0];
        self.host.random(&mut byte);
        byte[0]
    }

    /// An id for an error that the API gave none.
    fn error_id(&self) -> String {
        let mut random = [0; 4];
        self.host.random(&mut random);
        let since = self.host.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        new_error_id(since.as_secs().try_into().unwrap_or_default(), u32::from_be_bytes(random))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("options", &self.shared.options).finish_non_exhaustive()
    }
}

/// What the shared code needs to know of an endpoint.
struct Call {
    operation: &'static str,
    method: Method,
    path: &'static str,
    idempotent: bool,
}

impl Call {
    fn to<E: Endpoint>() -> Self {
        Self { operation: E::OPERATION, method: E::METHOD, path: E::PATH, idempotent: E::IDEMPOTENT }
    }

    fn no_answer(&self, source: HttpError, uri: &Uri) -> Failure {
        let outcome = match source {
            HttpError::Connect(_) => Outcome::NotSent,
            HttpError::Connection(_) => Outcome::NoAnswer,
            HttpError::InvalidRequest(_) => Outcome::Hopeless,
        };
        Failure::new(Error::Http { operation: self.operation, source: without_secrets(source, uri) }, outcome)
    }

    fn half_answer(&self, source: BodyError) -> Failure {
        let outcome = match source {
            BodyError::TooLong { .. } => Outcome::Hopeless,
            BodyError::Read(_) => Outcome::NoAnswer,
        };
        Failure::new(Error::Body { operation: self.operation, source }, outcome)
    }

    fn too_late(&self, after: Duration) -> Failure {
        Failure::new(Error::Timeout { operation: self.operation, after }, Outcome::NoAnswer)
    }
}

/// An attempt that failed.
struct Failure {
    error: Error,
    outcome: Outcome,
    headers: HeaderMap,
}

impl Failure {
    fn new(error: Error, outcome: Outcome) -> Self {
        Self { error, outcome, headers: HeaderMap::new() }
    }

    /// What happened, in a word that holds nothing of the exchange.
    fn reason(&self) -> &str {
        match &self.error {
            Error::Api(error) => error.kind.as_str(),
            Error::Timeout { .. } => "timeout",
            Error::Http { source: HttpError::Connect(_), .. } => "not connected",
            Error::Http { source: HttpError::Connection(_), .. } => "connection lost",
            Error::Body { .. } => "answer cut short",
            _ => "invalid request",
        }
    }
}

fn log_success(call: &Call, attempt: u32, status: StatusCode, took: Duration) {
    debug!(
        operation = call.operation,
        method = call.method.as_str(),
        path = call.path,
        attempt,
        status = status.as_u16(),
        duration_ms = took.as_millis() as u64,
        "Botpress API call succeeded"
    );
}

/// At level `warn` when another attempt follows: the caller will not hear of it otherwise.
fn log_failure(call: &Call, attempt: u32, failure: &Failure, took: Duration, wait: Option<Duration>) {
    let status = match failure.outcome {
        Outcome::Answered(status) => Some(status.as_u16()),
        _ => None,
    };
    let (operation, method, path) = (call.operation, call.method.as_str(), call.path);
    let (reason, duration_ms) = (failure.reason(), took.as_millis() as u64);
    match wait.map(|wait| wait.as_millis() as u64) {
        Some(retry_in_ms) => {
            warn!(
                operation,
                method,
                path,
                attempt,
                status,
                reason,
                duration_ms,
                retry_in_ms,
                "Botpress API call failed, trying again"
            );
        }
        None => debug!(operation, method, path, attempt, status, reason, duration_ms, "Botpress API call failed"),
    }
}
