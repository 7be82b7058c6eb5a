//! Outgoing HTTP: reqwest behind the host's own types.

use std::{
    error::Error as StdError,
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use botpress_client::{Body, BodyError, BodyStream, HttpError};
use bytes::Bytes;
use futures_util::StreamExt;
use http::{Request, Response, StatusCode};
use http_body::{Body as HttpBody, Frame, SizeHint};
use http_body_util::BodyDataStream;
use reqwest::{Client, Upgraded, redirect::Policy};
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt;

/// How long opening a connection may take: whoever waits learns that nothing was sent, and may try again.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long an idle connection is kept: less than the minute after which most servers close theirs.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

const AGENT: &str = concat!("botpress-sdk-rust/", env!("CARGO_PKG_VERSION"));

/// The client; made when it is first used, since root certificates take time and memory.
#[derive(Debug)]
pub(crate) struct HttpOut {
    client: OnceLock<Client>,
}

impl HttpOut {
    pub(crate) fn new() -> Self {
        Self { client: OnceLock::new() }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Result<Response<Body>, HttpError> {
        Ok(Response::from(self.exchange(request).await?).map(incoming))
    }

    /// The response that agrees to speak another protocol, with the connection on which it is spoken.
    pub(crate) async fn upgrade(&self, request: Request<()>) -> Result<Response<Upgraded>, HttpError> {
        let response = self.exchange(request.map(|()| Body::Empty)).await?;
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            return Err(HttpError::Connection(format!("the server keeps to HTTP: it answered {}", response.status())));
        }
        let mut head = Response::new(());
        *head.status_mut() = response.status();
        *head.headers_mut() = response.headers().clone();
        let connection = response.upgrade().await.map_err(|error| HttpError::Connection(causes(error)))?;
        Ok(head.map(|()| connection))
    }

    async fn exchange(&self, request: Request<Body>) -> Result<reqwest::Response, HttpError> {
        let uri = request.uri();
        if !matches!(uri.scheme_str(), Some("http" | "https")) || uri.host().is_none_or(str::is_empty) {
            return Err(HttpError::InvalidRequest("its address must begin with http(s)://host".to_owned()));
        }
        let request = request.map(|body| reqwest::Body::wrap(OutgoingBody::from(body)));
        let request = reqwest::Request::try_from(request).map_err(|error| HttpError::InvalidRequest(causes(error)))?;
        self.client()?.execute(request).await.map_err(|error| match error.is_connect() {
            true => HttpError::Connect(causes(error)),
            false => HttpError::Connection(causes(error)),
        })
    }

    fn client(&self) -> Result<&Client, HttpError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = connect().map_err(|error| HttpError::Connect(format!("TLS is not available: {error}")))?;
        Ok(self.client.get_or_init(|| client))
    }
}

fn connect() -> Result<Client, Box<dyn StdError>> {
    let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth();
    let client = Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(AGENT)
        .redirect(Policy::none())
        .no_proxy()
        .tcp_nodelay(true)
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .build()?;
    Ok(client)
}

/// What stands behind an error, in one line, without the address, which may hold secrets.
fn causes(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut line = String::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !line.ends_with(&text) {
            if !line.is_empty() {
                line.push_str(": ");
            }
            line.push_str(&text);
        }
        cause = error.source();
    }
    if line.is_empty() { error.to_string() } else { line }
}

fn incoming(body: reqwest::Body) -> Body {
    if body.is_end_stream() {
        return Body::Empty;
    }
    let length = body.size_hint().exact();
    let chunks = BodyDataStream::new(body).map(|chunk| chunk.map_err(|error| BodyError::Read(causes(error))));
    Body::Stream { length, chunks: Box::pin(chunks) }
}

/// A [`Body`] as reqwest sends it: with its length when it is known, in chunks otherwise.
enum OutgoingBody {
    Whole(Option<Bytes>),
    /// The lock is never taken: reqwest wants bodies that can be shared, and polls them by one.
    Stream {
        left: Option<u64>,
        chunks: Mutex<BodyStream>,
    },
}

impl From<Body> for OutgoingBody {
    fn from(body: Body) -> Self {
        match body {
            Body::Empty => Self::Whole(None),
            Body::Bytes(bytes) => Self::Whole(Some(bytes)),
            Body::Stream { length, chunks } => Self::Stream { left: length, chunks: Mutex::new(chunks) },
        }
    }
}

impl HttpBody for OutgoingBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        match self.get_mut() {
            Self::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Self::Stream { left, chunks } => {
                let chunks = chunks.get_mut().unwrap_or_else(PoisonError::into_inner);
                let Some(chunk) = std::task::ready!(chunks.as_mut().poll_next(cx)).transpose()? else {
                    return Poll::Ready(match left {
                        Some(1..) => Some(Err(BodyError::Read("it ended before its length was reached".to_owned()))),
                        _ => None,
                    });
                };
                if let Some(left) = left {
                    let Some(rest) = left.checked_sub(chunk.len() as u64) else {
                        return Poll::Ready(Some(Err(BodyError::Read("it is longer than its length".to_owned()))));
                    };
                    *left = rest;
                }
                Poll::Ready(Some(Ok(Frame::data(chunk))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Self::Stream { left: Some(left), .. } => SizeHint::with_exact(*left),
            Self::Stream { left: None, .. } => SizeHint::new(),
        }
    }
}

impl fmt::Debug for OutgoingBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutgoingBody").field("length", &self.size_hint().exact()).finish()
    }
}
