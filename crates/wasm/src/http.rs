//! HTTP in frames: calls of the platform coming in, requests of the integration going out.

use botpress_client::HttpError;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, Uri, request, uri::PathAndQuery};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::frame::{self, FrameError};

/// The head of a call.
#[derive(Deserialize)]
struct CallHead {
    method: String,
    path: String,
    #[serde(default)]
    query: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
}

/// A call that is no request.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallError {
    #[error("the call's frame cannot be read: {0}")]
    Frame(#[from] FrameError),
    #[error("the call is not a valid request: {0}")]
    Request(#[from] http::Error),
}

/// The request that the frame of a call holds.
pub(crate) fn read_call(frame: Bytes) -> Result<Request<Bytes>, CallError> {
    let (head, body): (CallHead, _) = frame::decode(frame)?;
    let mut target = if head.path.is_empty() { "/".to_owned() } else { head.path };
    if !head.query.is_empty() {
        target.push('?');
        target.push_str(&head.query);
    }
    let target = PathAndQuery::try_from(target).map_err(http::Error::from)?;
    let mut request = Request::builder().method(&*head.method).uri(Uri::from(target)).body(body)?;
    *request.headers_mut() = read_headers(head.headers)?;
    Ok(request)
}

/// The frame that answers a call.
pub(crate) fn write_answer(response: &Response<Bytes>) -> Vec<u8> {
    let head = json!({ "status": response.status().as_u16(), "headers": write_headers(response.headers()) });
    frame::encode(&head, response.body())
}

/// The frame that asks the host for a request.
pub(crate) fn write_request(head: &request::Parts, body: &[u8]) -> Vec<u8> {
    let head = json!({
        "op": "http",
        "method": head.method.as_str(),
        "url": head.uri.to_string(),
        "headers": write_headers(&head.headers),
    });
    frame::encode(&head, body)
}

/// What became of a request.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Outcome {
    Response {
        status: u16,
        #[serde(default)]
        headers: Vec<(String, String)>,
    },
    Error {
        kind: String,
        message: String,
    },
}

/// The response, or what the host says went wrong.
///
/// Whatever is not known to have happened before a connection was opened may have been executed.
pub(crate) fn read_response(frame: Bytes) -> Result<Response<Bytes>, HttpError> {
    let malformed = |error: &dyn std::fmt::Display| HttpError::Connection(format!("the host's answer: {error}"));
    let (outcome, body) = frame::decode(frame).map_err(|error| malformed(&error))?;
    match outcome {
        Outcome::Response { status, headers } => {
            let mut response = Response::builder().status(status).body(body).map_err(|error| malformed(&error))?;
            *response.headers_mut() = read_headers(headers).map_err(|error| malformed(&error))?;
            Ok(response)
        }
        Outcome::Error { kind, message } => Err(match &*kind {
            "connect" => HttpError::Connect(message),
            "invalid_request" => HttpError::InvalidRequest(message),
            _ => HttpError::Connection(message),
        }),
    }
}

/// Header values hold bytes, JSON holds characters: one character per byte, as `fetch` and Node have it.
fn write_headers(headers: &HeaderMap) -> Value {
    let value = |value: &HeaderValue| value.as_bytes().iter().copied().map(char::from).collect::<String>();
    headers.iter().map(|(name, bytes)| json!([name.as_str(), value(bytes)])).collect()
}

/// A value with characters that are no bytes can only be text, and is taken as UTF-8.
fn read_headers(headers: Vec<(String, String)>) -> Result<HeaderMap, http::Error> {
    let mut map = HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        let bytes: Result<Vec<u8>, _> = value.chars().map(u8::try_from).collect();
        let value = HeaderValue::try_from(bytes.unwrap_or_else(|_| value.into_bytes()))?;
        map.append(HeaderName::try_from(name)?, value);
    }
    Ok(map)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(head: &Value, body: &[u8]) -> Bytes {
        frame::encode(head, body).into()
    }

    #[test]
    fn a_call_is_a_request_with_its_bytes() {
        let head = json!({ "method": "POST", "path": "/a%20b", "query": "x=1", "headers": [["X-Bot-Id", "b"], ["a", "1"], ["a", "2"]] });
        let request = read_call(frame(&head, b"\xff")).unwrap();

        assert_eq!((request.method().as_str(), request.uri().to_string().as_str()), ("POST", "/a%20b?x=1"));
        assert_eq!(request.headers()["x-bot-id"], "b");
        assert_eq!(request.headers().get_all("a").iter().collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(&request.body()[..], b"\xff");
    }

    #[test]
    fn what_is_no_request_is_an_error() {
        let broken = [
            json!({ "method": "GET" }),
            json!({ "method": "G T", "path": "/" }),
            json!({ "method": "GET", "path": "/a b" }),
            json!({ "method": "GET", "path": "/", "headers": [["a b", "c"]] }),
            json!({ "method": "GET", "path": "/", "headers": [["a", "b\r\nc: d"]] }),
        ];
        for head in broken {
            assert!(read_call(frame(&head, b"")).is_err(), "{head}");
        }
    }

    #[test]
    fn header_values_keep_their_bytes() {
        let mut headers = HeaderMap::new();
        headers.append("a", HeaderValue::from_bytes("é".as_bytes()).unwrap());
        let written = write_headers(&headers);
        assert_eq!(written, json!([["a", "\u{c3}\u{a9}"]]));

        assert_eq!(read_headers(serde_json::from_value(written).unwrap()).unwrap(), headers);
        let text = read_headers(vec![("a".into(), "…".into())]).unwrap();
        assert_eq!(text["a"].as_bytes(), "…".as_bytes());
    }

    #[test]
    fn errors_say_whether_the_request_may_have_been_executed() {
        let error = |kind: &str| {
            let head = json!({ "error": { "kind": kind, "message": "m" } });
            read_response(frame(&head, b"")).unwrap_err()
        };
        assert!(matches!(error("connect"), HttpError::Connect(_)));
        assert!(matches!(error("invalid_request"), HttpError::InvalidRequest(_)));
        assert!(matches!(error("connection"), HttpError::Connection(_)));
        assert!(matches!(error("something new"), HttpError::Connection(_)));
        assert!(matches!(read_response(Bytes::from_static(b"?")), Err(HttpError::Connection(_))));
    }
}
