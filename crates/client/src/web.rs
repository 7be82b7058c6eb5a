//! A small HTTP client for an author's own calls.

use std::{fmt, future::IntoFuture, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri,
    header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, LOCATION},
};
use serde::{Serialize, de::DeserializeOwned};
use tracing::debug;

use crate::{Body, BodyError, BoxFuture, Host, HttpError, JsonError, decode::from_json, timeout::within};

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);
const DEFAULT_MAX_RESPONSE_BYTES: usize = 10 * 1024 * 1024;
const MAX_REDIRECTS: usize = 10;

/// An HTTP client over a [`Host`], for calls to anything but Botpress; cheap to clone.
///
/// It retries nothing and keeps no cookies. `GET` and `HEAD` follow up to ten redirects; the headers set by the caller
/// go no further than the host they were meant for.
#[derive(Clone)]
pub struct Http {
    host: Arc<dyn Host>,
}

impl Http {
    /// A client over `host`.
    #[must_use]
    pub fn new(host: Arc<dyn Host>) -> Self {
        Self { host }
    }

    /// A `GET` request to `url`.
    pub fn get(&self, url: impl AsRef<str>) -> HttpRequest {
        self.request(Method::GET, url)
    }

    /// A `POST` request to `url`.
    pub fn post(&self, url: impl AsRef<str>) -> HttpRequest {
        self.request(Method::POST, url)
    }

    /// A request to `url`, an absolute `http` or `https` address.
    pub fn request(&self, method: Method, url: impl AsRef<str>) -> HttpRequest {
        let (uri, problem) = match parse_url(url.as_ref()) {
            Ok(uri) => (uri, None),
            Err(problem) => (Uri::default(), Some(problem)),
        };
        HttpRequest {
            host: Arc::clone(&self.host),
            method,
            uri,
            headers: HeaderMap::new(),
            body: Body::Empty,
            timeout: DEFAULT_TIMEOUT,
            max_response_bytes: DEFAULT_MAX_RESPONSE_BYTES,
            problem,
        }
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Http")
    }
}

/// A request being built; `.await` sends it.
///
/// Whatever is wrong with its parts (an address, a header, a value that is no JSON) is the error of sending it.
#[must_use = "a request does nothing until it is awaited"]
pub struct HttpRequest {
    host: Arc<dyn Host>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
    timeout: Duration,
    max_response_bytes: usize,
    problem: Option<HttpFailure>,
}

impl HttpRequest {
    /// Sets a header, in place of one of the same name.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        let name = name.as_ref();
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value.as_ref())) {
            (Ok(name), Ok(value)) => {
                self.headers.insert(name, value);
            }
            (Err(_), _) => self.fail(HttpFailure::InvalidRequest(format!("{name:?} is not a header's name"))),
            (_, Err(_)) => self.fail(HttpFailure::InvalidRequest(format!("the value of {name} is not a header's"))),
        }
        self
    }

    /// Authorises the request with `token`: `Authorization: Bearer <token>`.
    pub fn bearer(mut self, token: impl AsRef<str>) -> Self {
        match HeaderValue::from_str(&format!("Bearer {}", token.as_ref())) {
            Ok(mut value) => {
                value.set_sensitive(true);
                self.headers.insert(AUTHORIZATION, value);
            }
            Err(_) => self.fail(HttpFailure::InvalidRequest("the bearer token cannot be sent as a header".into())),
        }
        self
    }

    /// Adds parameters to the address' query, encoded.
    pub fn query<K: AsRef<str>, V: AsRef<str>>(mut self, pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        let pairs = encode_form(pairs);
        if self.problem.is_none() && !pairs.is_empty() {
            let text = self.uri.to_string();
            let glue = if self.uri.query().is_some() { '&' } else { '?' };
            match format!("{text}{glue}{pairs}").parse() {
                Ok(uri) => self.uri = uri,
                Err(_) => self.fail(HttpFailure::InvalidRequest("the query is too long for an address".into())),
            }
        }
        self
    }

    /// Sends `value` as JSON.
    pub fn json(mut self, value: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(value) {
            Ok(bytes) => self.typed_body("application/json", bytes),
            Err(error) => {
                self.fail(HttpFailure::InvalidRequest(format!("the body cannot be written as JSON: {error}")));
                self
            }
        }
    }

    /// Sends `pairs` as a form (`application/x-www-form-urlencoded`).
    pub fn form<K: AsRef<str>, V: AsRef<str>>(self, pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        let form = encode_form(pairs);
        self.typed_body("application/x-www-form-urlencoded", form.into_bytes())
    }

    /// Sends `body` as it is.
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.body = body.into();
        self
    }

    /// How long the whole exchange may take, the response's body included; 60 s unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How many bytes of the response's body are read into memory at most; 10 MiB unless set.
    pub fn max_response_bytes(mut self, limit: usize) -> Self {
        self.max_response_bytes = limit;
        self
    }

    /// Sends the request; the same as `.await`.
    ///
    /// # Errors
    ///
    /// When no response arrives in time. Any response is a success, whatever its status: see
    /// [`HttpResponse::error_for_status`].
    pub async fn send(mut self) -> Result<HttpResponse, RequestError> {
        let target = Target { method: self.method.clone(), place: place(&self.uri) };
        if let Some(kind) = self.problem.take() {
            return Err(target.failed(kind));
        }
        let started = self.host.monotonic();
        let deadline = started.saturating_add(self.timeout);
        let host = Arc::clone(&self.host);
        let (limit, timeout) = (self.max_response_bytes, self.timeout);
        let outcome = within(&*host, timeout, self.exchange()).await;
        let outcome = outcome.unwrap_or(Err(HttpFailure::Timeout { after: timeout }));
        log(&target, &outcome, host.monotonic().saturating_sub(started));
        match outcome {
            Ok(response) => {
                let (parts, body) = response.into_parts();
                let clock = Clock { host, deadline, timeout };
                Ok(HttpResponse { status: parts.status, headers: parts.headers, target, body, clock, limit })
            }
            Err(kind) => Err(target.failed(kind)),
        }
    }

    /// Sends the request and follows redirects.
    async fn exchange(self) -> Result<http::Response<Body>, HttpFailure> {
        let Self { host, method, mut uri, mut headers, mut body, .. } = self;
        for _ in 0..=MAX_REDIRECTS {
            let mut request = http::Request::new(std::mem::take(&mut body));
            *request.method_mut() = method.clone();
            *request.uri_mut() = uri.clone();
            request.headers_mut().clone_from(&headers);
            let response = host.http(request).await.map_err(|error| HttpFailure::Http(without_secrets(error, &uri)))?;
            let Some(next) = redirect(&method, &uri, &response) else { return Ok(response) };
            if next.scheme() != uri.scheme() || next.authority() != uri.authority() {
                headers.clear();
            }
            uri = next;
        }
        Err(HttpFailure::TooManyRedirects)
    }

    fn typed_body(mut self, content_type: &'static str, bytes: Vec<u8>) -> Self {
        self.headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static(content_type));
        self.body(bytes)
    }

    fn fail(&mut self, problem: HttpFailure) {
        self.problem.get_or_insert(problem);
    }
}

impl IntoFuture for HttpRequest {
    type Output = Result<HttpResponse, RequestError>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpRequest({} {})", self.method, place(&self.uri))
    }
}

/// A response whose body has not been read yet.
#[non_exhaustive]
pub struct HttpResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    target: Target,
    body: Body,
    clock: Clock,
    limit: usize,
}

impl HttpResponse {
    /// The response itself when its status is a success (2xx).
    ///
    /// # Errors
    ///
    /// [`HttpFailure::Status`] otherwise.
    pub fn error_for_status(self) -> Result<Self, RequestError> {
        if self.status.is_success() { Ok(self) } else { Err(self.target.failed(HttpFailure::Status(self.status))) }
    }

    /// The body, in memory.
    ///
    /// # Errors
    ///
    /// When it is longer than the request allows, takes too long, or breaks off.
    pub async fn bytes(self) -> Result<Bytes, RequestError> {
        let Self { target, body, clock, limit, .. } = self;
        match within(&*clock.host, clock.left(), body.into_bytes(limit)).await {
            Some(Ok(bytes)) => Ok(bytes),
            Some(Err(error)) => Err(target.failed(HttpFailure::Body(error))),
            None => Err(target.failed(HttpFailure::Timeout { after: clock.timeout })),
        }
    }

    /// The body as text; what is not UTF-8 becomes U+FFFD.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Self::bytes).
    pub async fn text(self) -> Result<String, RequestError> {
        Ok(String::from_utf8_lossy(&self.bytes().await?).into_owned())
    }

    /// The body as a `T`, from JSON, whatever its content type.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Self::bytes), and [`HttpFailure::Json`] when it is not a `T`.
    pub async fn json<T: DeserializeOwned>(self) -> Result<T, RequestError> {
        let target = self.target.clone();
        from_json(&self.bytes().await?).map_err(|error| target.failed(HttpFailure::Json(error)))
    }

    /// The body and its length in bytes, for passing it on: as it arrives when the sender told the length, without limit
    /// and timeout; else read into memory first.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Self::bytes).
    pub async fn into_sized_body(self) -> Result<(u64, Body), RequestError> {
        if let Some(length) = self.content_length() {
            let body = match self.body {
                Body::Stream { chunks, .. } => Body::Stream { length: Some(length), chunks },
                whole => whole,
            };
            return Ok((length, body));
        }
        let bytes = self.bytes().await?;
        Ok((bytes.len() as u64, bytes.into()))
    }

    /// The body as it arrives, with neither limit nor timeout.
    #[must_use]
    pub fn into_body(self) -> Body {
        self.body
    }

    /// The body's length in bytes, when the sender told it.
    #[must_use]
    pub fn content_length(&self) -> Option<u64> {
        match &self.body {
            Body::Empty => Some(0),
            Body::Bytes(bytes) => Some(bytes.len() as u64),
            Body::Stream { length: Some(length), .. } => Some(*length),
            // Told of the compressed form, which the host may have undone.
            Body::Stream { length: None, .. } if self.headers.contains_key(CONTENT_ENCODING) => None,
            Body::Stream { length: None, .. } => self.headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok(),
        }
    }
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpResponse({} from {})", self.status, self.target)
    }
}

/// A call of an author's own that failed. It names the method and the address without its query, and no header.
#[derive(Debug, thiserror::Error)]
#[error("{target}: {kind}")]
#[non_exhaustive]
pub struct RequestError {
    target: Target,
    /// What happened.
    pub kind: HttpFailure,
}

impl RequestError {
    /// The response's status, when that was the failure.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self.kind {
            HttpFailure::Status(status) => Some(status),
            _ => None,
        }
    }
}

/// What happened to an HTTP call that failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HttpFailure {
    /// The request cannot be sent as it is.
    #[error("{0}")]
    InvalidRequest(String),
    /// It took too long.
    #[error("timeout of {}ms exceeded", after.as_millis())]
    Timeout {
        /// The limit.
        after: Duration,
    },
    /// No response arrived.
    #[error(transparent)]
    Http(HttpError),
    /// The response's status is not a success.
    #[error("Request failed with status code {}", .0.as_u16())]
    Status(StatusCode),
    /// More redirects than are followed.
    #[error("more than {MAX_REDIRECTS} redirects")]
    TooManyRedirects,
    /// The response's body could not be read.
    #[error(transparent)]
    Body(BodyError),
    /// The response's body is not of the shape asked for.
    #[error("the response is not as expected at {0}")]
    Json(JsonError),
}

/// What a request was meant for, as far as it may be shown.
#[derive(Debug, Clone)]
struct Target {
    method: Method,
    place: String,
}

impl Target {
    fn failed(&self, kind: HttpFailure) -> RequestError {
        RequestError { target: self.clone(), kind }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.place)
    }
}

struct Clock {
    host: Arc<dyn Host>,
    deadline: Duration,
    timeout: Duration,
}

impl Clock {
    fn left(&self) -> Duration {
        self.deadline.saturating_sub(self.host.monotonic())
    }
}

/// One event per call. Paths can hold keys (webhook addresses do), so only the host is told.
fn log(target: &Target, outcome: &Result<http::Response<Body>, HttpFailure>, took: Duration) {
    let host = target.place.split('/').nth(2).unwrap_or_default();
    let (method, duration_ms) = (target.method.as_str(), took.as_millis() as u64);
    match outcome {
        Ok(response) => debug!(method, host, status = response.status().as_u16(), duration_ms, "http call answered"),
        Err(HttpFailure::Timeout { .. }) => debug!(method, host, duration_ms, "http call timed out"),
        Err(_) => debug!(method, host, duration_ms, "http call failed"),
    }
}

fn parse_url(url: &str) -> Result<Uri, HttpFailure> {
    let invalid = |what: &str| HttpFailure::InvalidRequest(what.to_owned());
    let uri: Uri = url.parse().map_err(|_| invalid("the address is not valid"))?;
    match uri.scheme_str() {
        Some("http" | "https") => Ok(uri),
        _ => Err(invalid("the address is not absolute: it begins with neither http:// nor https://")),
    }
}

/// Scheme, host and path of an address: no user, no password, no query.
fn place(uri: &Uri) -> String {
    let Some(authority) = uri.authority() else { return "(invalid address)".to_owned() };
    let host = authority.as_str().rsplit('@').next().unwrap_or_default();
    format!("{}://{host}{}", uri.scheme_str().unwrap_or_default(), uri.path())
}

/// Hosts may quote the address in their messages: what is secret in it is taken out.
pub(crate) fn without_secrets(error: HttpError, uri: &Uri) -> HttpError {
    let user = uri.authority().and_then(|authority| authority.as_str().rsplit_once('@')).map(|(user, _)| user);
    let secrets = [uri.query(), user].into_iter().flatten().filter(|secret| !secret.is_empty());
    let clean = |text: String| secrets.fold(text, |text, secret| text.replace(secret, ".."));
    match error {
        HttpError::Connect(text) => HttpError::Connect(clean(text)),
        HttpError::Connection(text) => HttpError::Connection(clean(text)),
        HttpError::InvalidRequest(text) => HttpError::InvalidRequest(clean(text)),
    }
}

fn redirect(method: &Method, from: &Uri, response: &http::Response<Body>) -> Option<Uri> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308)
        || ![Method::GET, Method::HEAD].contains(method)
    {
        return None;
    }
    let location = response.headers().get(LOCATION)?.to_str().ok()?.split('#').next()?;
    let (scheme, authority) = (from.scheme_str()?, from.authority()?);
    let absolute = if location.starts_with("http://") || location.starts_with("https://") {
        location.to_owned()
    } else if location.starts_with("//") {
        format!("{scheme}:{location}")
    } else if location.starts_with('?') {
        format!("{scheme}://{authority}{}{location}", from.path())
    } else if location.starts_with('/') {
        format!("{scheme}://{authority}{location}")
    } else {
        let folder = from.path().rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("{scheme}://{authority}{folder}/{location}")
    };
    parse_url(&absolute).ok()
}

fn encode_form<K: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (K, V)>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}
