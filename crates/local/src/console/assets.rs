//! The page itself: HTML, CSS and JavaScript, as they are in the source.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, header};

use super::{Refused, guard};
use crate::failure::Failure;
use crate::platform::hub::Hub;

macro_rules! assets {
    ($($name:literal),* $(,)?) => {
        &[$( ($name, include_str!(concat!("assets/", $name))) ),*]
    };
}

/// The files by name.
const ASSETS: &[(&str, &str)] = assets![
    "activity.js",
    "api.js",
    "base.css",
    "chains.js",
    "chat.css",
    "chat.js",
    "composer.js",
    "conversations.js",
    "details.js",
    "dom.js",
    "format.js",
    "forms.css",
    "icon.svg",
    "icons.js",
    "integrations.css",
    "integrations.js",
    "json.js",
    "layout.css",
    "live.js",
    "main.js",
    "markdown.js",
    "messages.js",
    "parts.css",
    "people.js",
    "replay.js",
    "schema-doc.js",
    "schema-form.js",
    "state.js",
    "step.js",
    "tags.js",
    "theme.js",
    "thread.js",
    "trace.css",
    "trace.js",
    "ui.js",
    "users.js",
];
const PAGE: &str = include_str!("assets/index.html");

/// Nothing but what is served here runs and is loaded, except for pictures and recordings in messages; nothing becomes HTML.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; font-src 'self'; \
    img-src 'self' data: http: https:; media-src 'self' data: http: https:; form-action 'none'; base-uri 'none'; \
    frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// The page.
pub(super) async fn page(State(hub): State<Arc<Hub>>, headers: HeaderMap) -> Response {
    match guard::same_site(&hub.page, &headers, true) {
        Ok(()) => served("text/html; charset=utf-8", PAGE),
        Err(failure) => Refused(failure).into_response(),
    }
}

/// A file of the page.
pub(super) async fn asset(State(hub): State<Arc<Hub>>, Path(file): Path<String>, headers: HeaderMap) -> Response {
    if let Err(failure) = guard::same_site(&hub.page, &headers, false) {
        return Refused(failure).into_response();
    }
    let Some((name, content)) = ASSETS.iter().find(|(name, _)| *name == file) else {
        return Refused(Failure::not_found("file", file)).into_response();
    };
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "text/javascript; charset=utf-8",
    };
    served(kind, content)
}

fn served(kind: &'static str, content: &'static str) -> Response {
    let mut response = Response::new(Body::from(content));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    // Another version of local Botpress may be at the same address tomorrow.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    protect(&mut response);
    response
}

/// What all answers to the page say to browsers.
pub(super) fn protect(response: &mut Response) {
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
}
