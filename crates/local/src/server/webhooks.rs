//! Requests from external systems.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use http::header::{self, HeaderName};

use super::{WEBHOOK_PATH, refusal};
use crate::failure::Failure;
use crate::platform::Platform;
use crate::platform::call::Answer;
use crate::platform::webhook::Incoming;

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

pub(super) async fn relay(State(platform): State<Arc<Platform>>, request: Request) -> Response {
    match relayed(&platform, request).await {
        Ok(Answer { status, mut headers, body }) => {
            for name in &OF_THE_CONNECTION {
                headers.remove(name);
            }
            let mut response = Response::new(Body::from(body));
            *response.status_mut() = status;
            *response.headers_mut() = headers;
            response
        }
        Err(failure) => refusal(&platform, &failure),
    }
}

async fn relayed(platform: &Platform, request: Request) -> Result<Answer, Failure> {
    let (head, body) = request.into_parts();
    let below = head.uri.path().strip_prefix(WEBHOOK_PATH).unwrap_or_default().trim_start_matches('/');
    let (webhook_id, path) = below.split_once('/').unwrap_or((below, ""));
    let body = to_bytes(body, LARGEST_BODY)
        .await
        .map_err(|error| Failure::TooLarge(format!("body: {error} ({LARGEST_BODY} bytes are allowed)")))?;
    platform
        .relay(Incoming {
            webhook_id: webhook_id.to_owned(),
            path: format!("/{path}"),
            query: head.uri.query().unwrap_or_default().to_owned(),
            method: head.method,
            headers: head.headers,
            body,
        })
        .await
}
