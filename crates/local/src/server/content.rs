//! The content of files. It comes from outside and is served from the same port as everything else, so browsers are told
//! to run nothing of it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, Request, State};
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};

use super::{json, refusal};
use crate::failure::Failure;
use crate::platform::files::{Grant, pieces};
use crate::platform::hub::Hub;

pub(super) async fn upload(
    State(hub): State<Arc<Hub>>,
    Path(id): Path<String>,
    Query(grant): Query<Grant>,
    request: Request,
) -> Response {
    // On a task of its own: when the sender goes away, what it left is cleaned up nevertheless.
    let stream = request.into_body().into_data_stream();
    let work = {
        let platform = hub.any();
        async move { platform?.receive_content(&id, &grant, stream).await }
    };
    let received = tokio::spawn(work).await.unwrap_or_else(|error| Err(Failure::Internal(error.to_string())));
    match received {
        Ok(()) => json(StatusCode::OK, b"{}".to_vec()),
        Err(failure) => refusal(&hub, &failure),
    }
}

pub(super) async fn download(
    State(hub): State<Arc<Hub>>,
    Path(id): Path<String>,
    Query(grant): Query<Grant>,
) -> Response {
    let readable = async {
        let platform = hub.any()?;
        let file = platform.readable(&id, &grant).await?;
        Ok::<_, Failure>((platform, file))
    };
    let (platform, file) = match readable.await {
        Ok(found) => found,
        Err(failure) => return refusal(&hub, &failure),
    };
    let (Some(content), Some(size)) = (file.content, file.size) else {
        return refusal(&hub, &Failure::not_found("content of the file", id));
    };
    let mut response = Response::new(Body::from_stream(pieces(platform, content)));
    let headers = response.headers_mut();
    let media_type = HeaderValue::from_str(&file.content_type);
    headers.insert(
        header::CONTENT_TYPE,
        media_type.unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream")),
    );
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
