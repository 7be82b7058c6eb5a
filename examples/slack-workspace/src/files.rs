//! Where the contents of files come and go.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, Path, State},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::core::Core;

/// The largest file, in bytes. Slack's limit is 1 GB.
const LARGEST: usize = 100 * 1024 * 1024;

pub(crate) fn router() -> Router<Arc<Core>> {
    Router::new()
        .route("/upload/v1/{id}", post(upload).layer(DefaultBodyLimit::max(LARGEST)))
        .route("/files-pri/{file}/{name}", get(download))
        .route("/files-pri/{file}/download/{name}", get(download_as))
        .route("/signin", get(sign_in))
}

/// Takes the bytes of an announced file, as they are or in a form.
async fn upload(State(core): State<Arc<Core>>, Path(id): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let content = match boundary(&headers) {
        Some(boundary) => multipart_content(&body, boundary),
        None => Some(body),
    };
    let Some(content) = content else { return (StatusCode::BAD_REQUEST, "no file in the form").into_response() };
    let length = content.len();
    match core.change(|model| model.receive_file(&id, content)) {
        Ok(()) => format!("OK - {length}").into_response(),
        Err(refusal) => (StatusCode::BAD_REQUEST, refusal.to_string()).into_response(),
    }
}

async fn download(
    State(core): State<Arc<Core>>,
    Path((file, _name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    download_as(State(core), Path((file, String::new())), headers).await
}

/// Gives a file to who may see it. Others are sent to sign in, as browsers would be: status 302, then a page.
async fn download_as(
    State(core): State<Arc<Core>>,
    Path((file, _name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let model = core.model();
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let caller = token.and_then(|token| model.caller(token).ok()).filter(|caller| caller.has("files:read"));
    let id = file.rsplit('-').next().unwrap_or_default();
    match (caller, model.file(id)) {
        (None, _) => Redirect::temporary("/signin").into_response(),
        (Some(_), Err(_)) => StatusCode::NOT_FOUND.into_response(),
        (Some(_), Ok(file)) => content_of(file),
    }
}

fn content_of(file: &crate::File) -> Response {
    let mut response = Response::new(Body::from(file.content.clone()));
    let kind = HeaderValue::try_from(&file.mimetype);
    let kind = kind.unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"));
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

async fn sign_in() -> Html<&'static str> {
    Html("<!doctype html><title>Sign in</title><p>Sign in to see this file.</p>")
}

fn boundary(headers: &HeaderMap) -> Option<&str> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let (_, boundary) = kind.strip_prefix("multipart/form-data")?.split_once("boundary=")?;
    Some(boundary.trim_matches('"'))
}

/// The first part of a form.
fn multipart_content(body: &Bytes, boundary: &str) -> Option<Bytes> {
    let mark = format!("--{boundary}");
    let start = find(body, mark.as_bytes())?;
    let start = start + find(&body[start..], b"\r\n\r\n")? + 4;
    let length = find(&body[start..], format!("\r\n{mark}").as_bytes())?;
    Some(body.slice(start..start + length))
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}
