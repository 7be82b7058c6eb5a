//! One POST over a fresh connection: all that the deliveries need, without TLS, a pool or redirects.

use bytes::Bytes;
use http::{HeaderMap, Request, Response, Uri, header};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Why there is no response.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PostError {
    #[error("not an http address: {0}")]
    Address(String),
    #[error("no connection: {0}")]
    Connect(#[from] std::io::Error),
    #[error("the exchange failed: {0}")]
    Exchange(#[from] hyper::Error),
    #[error("not a valid request: {0}")]
    Request(#[from] http::Error),
}

pub(crate) async fn post(url: &Uri, headers: HeaderMap, body: Bytes) -> Result<Response<Bytes>, PostError> {
    let (Some("http"), Some(authority)) = (url.scheme_str(), url.authority()) else {
        return Err(PostError::Address(url.to_string()));
    };
    let stream = TcpStream::connect((authority.host(), authority.port_u16().unwrap_or(80))).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let path = url.path_and_query().map_or("/", |path| path.as_str());
    let mut request = Request::post(path).header(header::HOST, authority.as_str()).body(Full::new(body))?;
    request.headers_mut().extend(headers);

    let exchange = async {
        let (head, body) = sender.send_request(request).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        // Ends the connection, and with it the other half of the join.
        drop(sender);
        Ok(Response::from_parts(head, body))
    };
    let (response, _closed) = tokio::join!(exchange, connection);
    response
}
