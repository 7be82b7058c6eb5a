//! HTTP requests and responses as the platform relays them.

use std::fmt;

use botpress_api::operation::HttpRequest;
use http::StatusCode;
use indexmap::IndexMap;
use serde::{Serialize, de::DeserializeOwned};

use crate::{Error, Result};

/// A request as Botpress relays it: a webhook of the other system, or an operation itself for [`CatchAll`](crate::CatchAll).
///
/// The body is text, since the platform carries nothing else.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WebhookRequest {
    /// The method in upper case.
    pub method: String,
    /// The path after the webhook's id, `/` when there is none.
    pub path: String,
    /// The query without `?`, as it was sent.
    pub query: String,
    /// The headers, names in lower case.
    pub headers: IndexMap<String, String>,
    /// The body as it was sent, so that its signature can be checked; `None` when there was none.
    pub body: Option<String>,
}

impl WebhookRequest {
    /// A request without headers, query and body.
    pub fn new(method: impl Into<String>, path: impl Into<String>) -> Self {
        Self { method: method.into(), path: path.into(), query: String::new(), headers: IndexMap::new(), body: None }
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.insert(name.to_ascii_lowercase(), value.into());
        self
    }

    /// Sets the query, without `?`.
    #[must_use]
    pub fn with_query(mut self, query: impl Into<String>) -> Self {
        self.query = query.into();
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<String>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// The header `name`, whatever its case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        match self.headers.get(name) {
            Some(value) => Some(value),
            None => self.headers.get(&name.to_ascii_lowercase()).map(String::as_str),
        }
    }

    /// The body; empty when there is none.
    #[must_use]
    pub fn body(&self) -> &str {
        self.body.as_deref().unwrap_or_default()
    }

    /// The first value of the query parameter `name`, decoded.
    #[must_use]
    pub fn query_param(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// The body as JSON.
    ///
    /// # Errors
    ///
    /// An `InvalidPayload` error that names the path of what does not fit.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        let mut json = serde_json::Deserializer::from_str(self.body());
        serde_path_to_error::deserialize(&mut json)
            .map_err(|error| Error::invalid_payload(crate::decode::describe("body", &error)))
    }

    /// The fields of a form body (`application/x-www-form-urlencoded`), decoded.
    #[must_use]
    pub fn form(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(self.body().as_bytes()).into_owned().collect()
    }
}

impl fmt::Debug for WebhookRequest {
    /// Neither query, headers nor body, which may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookRequest").field("method", &self.method).field("path", &self.path).finish_non_exhaustive()
    }
}

impl From<HttpRequest> for WebhookRequest {
    fn from(request: HttpRequest) -> Self {
        let mut headers = request.headers;
        if headers.keys().any(|name| name.bytes().any(|byte| byte.is_ascii_uppercase())) {
            headers = headers.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
        }
        Self { method: request.method, path: request.path, query: request.query, headers, body: request.body }
    }
}

/// What goes back to whoever called the webhook: status, headers and body, as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WebhookResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: IndexMap<String, String>,
    /// The body; `None` lets the platform send `{}`.
    pub body: Option<String>,
}

impl WebhookResponse {
    /// A response with this status, no headers and no body.
    #[must_use]
    pub fn new(status: StatusCode) -> Self {
        Self { status, headers: IndexMap::new(), body: None }
    }

    /// 200.
    #[must_use]
    pub fn ok() -> Self {
        Self::new(StatusCode::OK)
    }

    /// 200 with plain text.
    #[must_use]
    pub fn text(body: impl Into<String>) -> Self {
        Self::ok().with_header("content-type", "text/plain; charset=utf-8").with_body(body)
    }

    /// 200 with a page.
    #[must_use]
    pub fn html(body: impl Into<String>) -> Self {
        Self::ok().with_header("content-type", "text/html; charset=utf-8").with_body(body)
    }

    /// 200 with JSON.
    ///
    /// # Errors
    ///
    /// When `value` cannot be written as JSON.
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<Self> {
        Ok(Self::ok().with_header("content-type", "application/json").with_body(serde_json::to_string(value)?))
    }

    /// 302 to `location`.
    #[must_use]
    pub fn redirect(location: impl Into<String>) -> Self {
        Self::new(StatusCode::FOUND).with_header("location", location)
    }

    /// Sets the status.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Sets a header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.insert(name.to_ascii_lowercase(), value.into());
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<String>) -> Self {
        self.body = Some(body.into());
        self
    }
}

impl Default for WebhookResponse {
    fn default() -> Self {
        Self::ok()
    }
}
