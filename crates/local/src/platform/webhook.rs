//! The webhook router: requests from outside, by the id in their path.

use botpress_api::operation::{HttpRequest, OperationName, WebhookReceived};
use bytes::Bytes;
use http::Method;

use super::Platform;
use super::call::Answer;
use super::journal::Happening;
use crate::failure::Failure;

/// A request from outside.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub(crate) webhook_id: String,
    pub(crate) method: Method,
    /// After the id; `/` when there is nothing.
    pub(crate) path: String,
    /// Raw, without `?`.
    pub(crate) query: String,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Bytes,
}

impl Platform {
    /// Gives the request to its integration, and the integration's answer back as it is.
    pub(crate) async fn relay(&self, incoming: Incoming) -> Result<Answer, Failure> {
        let Incoming { webhook_id, method, path, query, headers, body } = incoming;
        let instance = self
            .instances
            .find(|row| row.webhook_id == webhook_id)
            .ok_or_else(|| Failure::not_found("webhook", &webhook_id))?;
        let body = std::str::from_utf8(&body).map_err(|_| {
            Failure::invalid("body", "is not UTF-8: Botpress hands webhook bodies to integrations as text only")
        })?;
        let mut request = HttpRequest::new(method.as_str(), path.as_str());
        request.query = query;
        request.body = Some(body.to_owned()).filter(|body| !body.is_empty());
        for (name, value) in &headers {
            // The last one wins, as in the SDK.
            request.headers.insert(name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned());
        }
        let answer = self.call(&instance, OperationName::WebhookReceived, &WebhookReceived::new(request)).await;
        let answer = answer.map_err(Failure::from);
        let status = answer.as_ref().map_or_else(|failure| failure.kind().status(), |answer| answer.status);
        self.journal.write(Happening::WebhookRelayed { alias: instance.row.alias.clone(), method, path, status });
        answer
    }
}
