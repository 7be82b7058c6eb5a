//! What the other system gets.

use botpress_client::SpawnError;
use http::{StatusCode, header};
use indexmap::IndexMap;
use serde::Serialize;

use crate::Result;

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

/// 200 when the work was taken on. When there is no room for it, 503, so that the sender sends the request again.
///
/// ```
/// # use botpress_core::{Context, Integration, WebhookResponse};
/// # fn example<I: Integration>(cx: &Context<I>) -> WebhookResponse {
/// cx.spawn(|_integration, cx| async move {
///     cx.logger().info("working after the answer");
///     Ok(())
/// })
/// .into()
/// # }
/// ```
impl From<Result<(), SpawnError>> for WebhookResponse {
    fn from(spawned: Result<(), SpawnError>) -> Self {
        match spawned {
            Ok(()) => Self::ok(),
            Err(error) => Self::text(format!("Try again later: {error}.\n"))
                .with_status(StatusCode::SERVICE_UNAVAILABLE)
                .with_header(header::RETRY_AFTER.as_str(), "1"),
        }
    }
}

impl Default for WebhookResponse {
    fn default() -> Self {
        Self::ok()
    }
}
