//! Outgoing HTTP: a pooled HTTP/1.1 client over TCP and TLS.

use std::{
    error::Error as StdError,
    fmt,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
    time::Duration,
};

use botpress_client::{Body, BodyError, BodyStream, HttpError};
use bytes::Bytes;
use futures_util::StreamExt;
use http::{HeaderValue, Request, Response, header::USER_AGENT};
use http_body::{Body as HttpBody, Frame, SizeHint};
use http_body_util::BodyDataStream;
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};

/// How long opening a connection may take: whoever waits learns that nothing was sent, and may try again.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long an idle connection is kept: less than the minute after which most servers close theirs.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

const AGENT: HeaderValue = HeaderValue::from_static(concat!("botpress-sdk-rust/", env!("CARGO_PKG_VERSION")));

/// The client; made when it is first used, since root certificates take time and memory.
#[derive(Debug)]
pub(crate) struct HttpOut {
    client: OnceLock<Pooled>,
}

type Pooled = Client<HttpsConnector<HttpConnector>, OutgoingBody>;

impl HttpOut {
    pub(crate) fn new() -> Self {
        Self { client: OnceLock::new() }
    }

    pub(crate) async fn send(&self, mut request: Request<Body>) -> Result<Response<Body>, HttpError> {
        let uri = request.uri();
        if !matches!(uri.scheme_str(), Some("http" | "https")) || uri.host().is_none_or(str::is_empty) {
            return Err(HttpError::InvalidRequest("its address must begin with http(s)://host".to_owned()));
        }
        request.headers_mut().entry(USER_AGENT).or_insert(AGENT);
        let response = self.client()?.request(request.map(OutgoingBody::from)).await.map_err(|error| {
            // The error itself only says at which stage; no part of it has the address, which may hold secrets.
            let message = causes(&error);
            if error.is_connect() { HttpError::Connect(message) } else { HttpError::Connection(message) }
        })?;
        Ok(response.map(incoming))
    }

    fn client(&self) -> Result<&Pooled, HttpError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = connect().map_err(|error| HttpError::Connect(format!("TLS is not available: {error}")))?;
        Ok(self.client.get_or_init(|| client))
    }
}

fn connect() -> std::io::Result<Pooled> {
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
    let tls = HttpsConnectorBuilder::new()
        .with_provider_and_platform_verifier(Arc::new(rustls::crypto::ring::default_provider()))?
        .https_or_http()
        .enable_http1()
        .wrap_connector(tcp);
    Ok(Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).pool_idle_timeout(IDLE_TIMEOUT).build(tls))
}

/// What stands behind an error, in one line.
fn causes(error: &dyn StdError) -> String {
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

fn incoming(body: Incoming) -> Body {
    if body.is_end_stream() {
        return Body::Empty;
    }
    let length = body.size_hint().exact();
    let chunks = BodyDataStream::new(body).map(|chunk| {
        chunk
            .map_err(|error| BodyError::Read(if error.source().is_some() { causes(&error) } else { error.to_string() }))
    });
    Body::Stream { length, chunks: Box::pin(chunks) }
}

/// A [`Body`] as hyper sends it: with its length when it is known, in chunks otherwise.
enum OutgoingBody {
    Whole(Option<Bytes>),
    Stream { left: Option<u64>, chunks: BodyStream },
}

impl From<Body> for OutgoingBody {
    fn from(body: Body) -> Self {
        match body {
            Body::Empty => Self::Whole(None),
            Body::Bytes(bytes) => Self::Whole(Some(bytes)),
            Body::Stream { length, chunks } => Self::Stream { left: length, chunks },
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
