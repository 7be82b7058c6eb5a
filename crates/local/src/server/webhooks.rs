//! Requests from external systems.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use http::header::{self, HeaderName};

use super::{WEBHOOK_PATH, refusal};
use crate::failure::Failure;
use crate::platform::call::Answer;
use crate::platform::hub::Hub;
use crate::platform::router::Incoming;

/// What a webhook's body may have in bytes.
const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// Headers about a connection, which say nothing about the next one; the length is that of the body.
const OF_THE_CONNECTION: [HeaderName; 6] = [
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::TE,
    header::TRAILER,
    header::UPGRADE,
];

pub(super) async fn relay(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    match relayed(&hub, request).await {
        Ok(Answer { status, mut headers, body }) => {
            for name in &OF_THE_CONNECTION {
                headers.remove(name);
            }
            let mut response = Response::new(Body::from(body));
            *response.status_mut() = status;
            *response.headers_mut() = headers;
            response
        }
        Err(failure) => refusal(&hub, &failure),
    }
}

async fn relayed(hub: &Hub, request: Request) -> Result<Answer, Failure> {
    let (head, body) = request.into_parts();
    let path = head.uri.path().strip_prefix(WEBHOOK_PATH).unwrap_or_default().to_owned();
    let body = to_bytes(body, LARGEST_BODY)
        .await
        .map_err(|error| Failure::TooLarge(format!("body: {error} ({LARGEST_BODY} bytes are allowed)")))?;
    let query = head.uri.query().unwrap_or_default().to_owned();
    hub.relay(&path, Incoming { query, method: head.method, headers: head.headers, body }).await
}
