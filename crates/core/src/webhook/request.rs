//! What the other system sent.

use std::fmt;

use botpress_api::operation::HttpRequest;
use indexmap::IndexMap;
use serde::de::DeserializeOwned;

use super::form;
use crate::{Error, Result, decode::decode_json, member::PayloadError};

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
        form::first(&self.query, name)
    }

    /// The query as a `T`: a struct with a field per parameter. Read as [`form`](Self::form) reads a body.
    ///
    /// # Errors
    ///
    /// An `InvalidPayload` error that names the path of what does not fit.
    pub fn query<T: DeserializeOwned>(&self) -> Result<T> {
        form::decode("query", &self.query).map_err(invalid)
    }

    /// The body as JSON.
    ///
    /// # Errors
    ///
    /// An `InvalidPayload` error that names the path of what does not fit.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        decode_json("body", self.body()).map_err(invalid)
    }

    /// The body of a form (`application/x-www-form-urlencoded`) as a `T`: a struct with a field per field of the form.
    ///
    /// Values are parsed as what `T` asks for. A field that was left empty is `None` for an `Option`; one that is there several
    /// times is a list.
    ///
    /// ```
    /// use botpress_core::WebhookRequest;
    /// use serde::Deserialize;
    ///
    /// #[derive(Deserialize)]
    /// struct Command {
    ///     text: String,
    ///     count: Option<u32>,
    /// }
    ///
    /// let request = WebhookRequest::new("POST", "/").with_body("text=two+words%21&count=");
    /// let command: Command = request.form()?;
    /// assert_eq!((command.text.as_str(), command.count), ("two words!", None));
    ///
    /// let request = request.with_body("text=x&count=many");
    /// let error = request.form::<Command>().err().unwrap();
    /// assert_eq!(error.to_string(), "body.count: expected a whole number, not negative");
    /// # Ok::<(), botpress_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// An `InvalidPayload` error that names the path of what does not fit.
    pub fn form<T: DeserializeOwned>(&self) -> Result<T> {
        form::decode("body", self.body()).map_err(invalid)
    }

    /// The JSON in the field `name` of a form, the way Slack sends clicks: `payload=%7B..%7D`.
    ///
    /// # Errors
    ///
    /// An `InvalidPayload` error that names the path of what does not fit, or the field when it is missing.
    pub fn form_json<T: DeserializeOwned>(&self, name: &str) -> Result<T> {
        let (root, field) = (format!("body.{name}"), form::first(self.body(), name));
        let field = field.ok_or_else(|| invalid(PayloadError::new(&*root, "the field is missing")))?;
        decode_json(&root, &field).map_err(invalid)
    }
}

#[allow(clippy::needless_pass_by_value, reason = "it serves `map_err`")]
fn invalid(error: PayloadError) -> Error {
    Error::invalid_payload(error.to_string())
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
