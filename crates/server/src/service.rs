//! What stands between a connection and the integration: health, limits, signatures.

use std::{
    convert::Infallible,
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, SystemTime},
};

use botpress_api::{
    ApiError,
    error::{ErrorKind, new_error_id},
    signature::{self, SignatureError, SigningSecret},
};
use botpress_client::{BoxFuture, Host, LogLevel, LogLine, LogRecord, Visibility};
use botpress_core::Runtime;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use tokio::{
    runtime::Handle,
    sync::Semaphore,
    time::{Instant, timeout, timeout_at},
};

use crate::{NativeHost, scope::Ids};

/// An integration as a [`tower_service::Service`], for those who have an HTTP server already: the limits, signatures and
/// `/health` of [`Server`](crate::Server), without its sockets.
///
/// Mount it where Botpress calls, at any path; it must run in a tokio runtime. Before the process ends, call
/// [`drain`](Self::drain). Cheap to clone.
#[derive(Clone)]
pub struct IntegrationService {
    gate: Arc<Gate>,
}

/// What an [`IntegrationService`] is made of.
pub(crate) struct Gate {
    pub(crate) runtime: Runtime,
    pub(crate) host: Arc<NativeHost>,
    /// None: requests are not checked.
    pub(crate) signing_secrets: Vec<SigningSecret>,
    pub(crate) body_limit: usize,
    pub(crate) timeout: Duration,
    pub(crate) concurrency: u32,
    /// A permit per operation that runs.
    pub(crate) free: Arc<Semaphore>,
}

impl IntegrationService {
    pub(crate) fn new(gate: Gate) -> Self {
        Self { gate: Arc::new(gate) }
    }

    /// Waits until the operations and then the background work that run are done, or `limit` has passed. Background work is
    /// refused from then on. Answers whether all of it was finished.
    pub async fn drain(&self, limit: Duration) -> bool {
        let deadline = Instant::now() + limit;
        let idle = timeout_at(deadline, self.gate.free.acquire_many(self.gate.concurrency)).await.is_ok();
        let left = deadline.saturating_duration_since(Instant::now());
        self.gate.host.drain(left).await == 0 && idle
    }

    /// Answers one request.
    pub(crate) async fn answer<B>(&self, request: Request<B>) -> Response<Bytes>
    where
        B: Body<Data: Send, Error: Into<BoxError>> + Send,
    {
        let gate = &self.gate;
        if request.uri().path() == "/health" {
            return Response::new(Bytes::from_static(b"ok"));
        }
        let Ok(permit) = gate.free.clone().try_acquire_owned() else {
            return gate.overloaded(request.headers());
        };
        let (head, body) = request.into_parts();
        let body = match timeout(gate.timeout, read(body, gate.body_limit)).await {
            Ok(Ok(body)) => body,
            Ok(Err(refusal)) => return gate.unreadable(&head.headers, refusal),
            Err(_) => return gate.unreadable(&head.headers, Unreadable::Slow),
        };
        if let Err(reason) = gate.verify(&head.method, &head.headers, &body) {
            return gate.unauthorized(&head.headers, reason);
        }
        let gate = gate.clone();
        let ids = Ids::new(&head.headers);
        let operation = ids.clone().run(async move {
            let answer = timeout(gate.timeout, gate.runtime.handle(Request::from_parts(head, body))).await;
            drop(permit);
            answer.unwrap_or_else(|_| gate.too_late(&ids))
        });
        Unabandoned::new(operation).await
    }
}

impl fmt::Debug for IntegrationService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntegrationService")
            .field("signed", &!self.gate.signing_secrets.is_empty())
            .field("body_limit", &self.gate.body_limit)
            .field("timeout", &self.gate.timeout)
            .field("concurrency", &self.gate.concurrency)
            .finish_non_exhaustive()
    }
}

impl<B> tower_service::Service<Request<B>> for IntegrationService
where
    B: Body<Data: Send, Error: Into<BoxError>> + Send + 'static,
{
    type Response = Response<ResponseBody>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    /// Always ready: a request too many is answered at once.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let service = self.clone();
        Box::pin(async move { Ok(service.answer(request).await.map(ResponseBody::from)) })
    }
}

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The body of a response: bytes in memory.
#[derive(Debug, Clone, Default)]
pub struct ResponseBody(Full<Bytes>);

impl From<Bytes> for ResponseBody {
    fn from(bytes: Bytes) -> Self {
        Self(Full::new(bytes))
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Pin::new(&mut self.0).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

/// Why a body is not there.
enum Unreadable {
    TooLong,
    Slow,
    Broken,
}

async fn read<B>(body: B, limit: usize) -> Result<Bytes, Unreadable>
where
    B: Body<Error: Into<BoxError>>,
{
    if body.size_hint().lower() > limit as u64 {
        return Err(Unreadable::TooLong);
    }
    match Limited::new(body, limit).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Unreadable::TooLong),
        Err(_) => Err(Unreadable::Broken),
    }
}

impl Gate {
    fn verify(&self, method: &Method, headers: &HeaderMap, body: &[u8]) -> Result<(), SignatureError> {
        if self.signing_secrets.is_empty() {
            return Ok(());
        }
        let header = headers.get_all(signature::HEADER).iter().next_back().and_then(|value| value.to_str().ok());
        let now = self.since_1970().as_millis().try_into().unwrap_or(u64::MAX);
        signature::verify(&self.signing_secrets, method, header, body, now)
    }

    fn unauthorized(&self, headers: &HeaderMap, reason: SignatureError) -> Response<Bytes> {
        self.log(
            LogLevel::Warn,
            Visibility::IntegrationOwner,
            &Ids::new(headers),
            format!("refused a request: {reason}"),
        );
        let mut response = Response::new(Bytes::from_static(br#"{"error":"Unauthorized"}"#));
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        response
    }

    fn overloaded(&self, headers: &HeaderMap) -> Response<Bytes> {
        let message = format!("the integration runs {} operations already; try again in a second", self.concurrency);
        self.log(
            LogLevel::Warn,
            Visibility::IntegrationOwner,
            &Ids::new(headers),
            format!("refused a request: {message}"),
        );
        let mut response = self.error(StatusCode::SERVICE_UNAVAILABLE, ErrorKind::Internal, message);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        response
    }

    fn unreadable(&self, headers: &HeaderMap, why: Unreadable) -> Response<Bytes> {
        let (status, kind, message) = match why {
            Unreadable::TooLong => {
                let message =
                    format!("the body is longer than the {} bytes that the integration takes", self.body_limit);
                (StatusCode::PAYLOAD_TOO_LARGE, ErrorKind::PayloadTooLarge, message)
            }
            Unreadable::Slow => {
                let message = format!("the body did not arrive within {:?}", self.timeout);
                (StatusCode::REQUEST_TIMEOUT, ErrorKind::InvalidPayload, message)
            }
            Unreadable::Broken => {
                (StatusCode::BAD_REQUEST, ErrorKind::InvalidPayload, "the body could not be read".to_owned())
            }
        };
        self.log(
            LogLevel::Warn,
            Visibility::IntegrationOwner,
            &Ids::new(headers),
            format!("refused a request: {message}"),
        );
        let mut response = self.error(status, kind, message);
        // What is left of the body is not worth reading.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        response
    }

    /// 504, which the platform may retry, unlike a status below 500.
    fn too_late(&self, ids: &Ids) -> Response<Bytes> {
        let message = format!("The operation took longer than {:?} and was stopped", self.timeout);
        self.log(LogLevel::Error, Visibility::Both, ids, message.clone());
        self.error(StatusCode::GATEWAY_TIMEOUT, ErrorKind::OperationTimeout, message)
    }

    fn error(&self, status: StatusCode, kind: ErrorKind, message: String) -> Response<Bytes> {
        let mut random = [0; 4];
        self.host.random(&mut random);
        let id = new_error_id(self.since_1970().as_secs().try_into().unwrap_or_default(), u32::from_be_bytes(random));
        let error = ApiError::new(kind, message).with_id(id);
        let mut response = Response::new(serde_json::to_vec(&error).unwrap_or_default().into());
        *response.status_mut() = status;
        response
    }

    fn since_1970(&self) -> Duration {
        self.host.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
    }

    fn log(&self, level: LogLevel, visibility: Visibility, ids: &Ids, message: String) {
        self.host.log(&LogRecord::Line(LogLine::new(level, message, ids.log_scope()).visibility(visibility)));
    }
}

/// A future that is finished even when nobody waits for it any longer: a caller that hangs up must not leave half of an
/// operation done.
struct Unabandoned<T: Send + 'static>(Option<BoxFuture<'static, T>>);

impl<T: Send + 'static> Unabandoned<T> {
    fn new(future: impl Future<Output = T> + Send + 'static) -> Self {
        Self(Some(Box::pin(future)))
    }
}

impl<T: Send + 'static> Future for Unabandoned<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let Some(future) = &mut self.0 else { return Poll::Pending };
        let output = std::task::ready!(future.as_mut().poll(cx));
        self.0 = None;
        Poll::Ready(output)
    }
}

impl<T: Send + 'static> Drop for Unabandoned<T> {
    fn drop(&mut self) {
        if let Some(future) = self.0.take()
            && let Ok(runtime) = Handle::try_current()
        {
            drop(runtime.spawn(future));
        }
    }
}
