//! The files that people see.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};

use crate::core::Core;

/// Pictures that cannot run anything are shown; everything else is only offered to be kept.
const SHOWN: &[&str] = &["image/png", "image/jpeg", "image/gif", "image/webp"];

pub(super) async fn show(State(core): State<Arc<Core>>, Path(id): Path<String>) -> Response {
    let model = core.model();
    let Ok(file) = model.file(&id) else { return StatusCode::NOT_FOUND.into_response() };
    let shown = SHOWN.iter().find(|kind| **kind == file.mimetype);
    let mut response = Response::new(Body::from(file.content.clone()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    let kind = HeaderValue::from_static(shown.unwrap_or(&"application/octet-stream"));
    headers.insert(header::CONTENT_TYPE, kind);
    if shown.is_none() {
        let name = file.name.replace(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | '_'), "_");
        // Such a name always makes a header.
        if let Ok(disposition) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
            headers.insert(header::CONTENT_DISPOSITION, disposition);
        }
    }
    response
}
