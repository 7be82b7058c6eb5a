//! What every operation of the API has in common.

use http::{Method, StatusCode};
use serde::{Serialize, de::DeserializeOwned};

/// One operation of the API, implemented by its request type.
///
/// A client [encodes](Endpoint::encode) the request and decodes the [`Response`](Endpoint::Response); a server matches
/// [`METHOD`](Endpoint::METHOD) and [`PATH`](Endpoint::PATH), [decodes](Endpoint::decode) the request and encodes the
/// response.
pub trait Endpoint: Sized + Send + Sync + 'static {
    /// The operation's name in the official client, `createMessage` for example.
    const OPERATION: &'static str;
    /// The HTTP method.
    const METHOD: Method;
    /// The path, with `{name}` for each parameter: `/v1/chat/messages/{id}`.
    const PATH: &'static str;
    /// The status of a success.
    const STATUS: StatusCode = StatusCode::OK;
    /// Whether a request that may already have been executed can be sent again without doing anything twice.
    ///
    /// `GET`, `PUT` and `DELETE` are; a `POST` is only when it creates by key (get-or-create) or replaces (set state).
    const IDEMPOTENT: bool;
    /// What a success answers.
    type Response: Serialize + DeserializeOwned + Send + 'static;

    /// The path with its parameters and query, and the JSON body when the method carries one.
    ///
    /// # Errors
    ///
    /// When a value cannot be written as JSON, a map with keys that are no strings for example.
    fn encode(&self) -> Result<EncodedRequest, serde_json::Error>;

    /// The request from its percent-decoded path parameters (in the order of [`PATH`](Endpoint::PATH)), its raw query
    /// (without `?`) and its body.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] names the part and the path of what is wrong in it.
    fn decode(path: &[&str], query: &str, body: &[u8]) -> Result<Self, DecodeError>;
}

/// A request on its way out: what [`Endpoint::encode`] returns.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EncodedRequest {
    /// Path and query, percent-encoded, beginning with `/`.
    pub path_and_query: String,
    /// The JSON body; `None` for methods that carry none.
    pub body: Option<Vec<u8>>,
}

/// A request that does not have the shape of its operation.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[error("{at}: {message}")]
pub struct DecodeError {
    /// Where in the request: `query.pageSize`, `body.tags.id`.
    pub at: String,
    /// What is wrong there.
    pub message: String,
}
