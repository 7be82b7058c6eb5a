//! The page itself: HTML, CSS and JavaScript, as they are in the source.

use axum::{
    body::Body,
    extract::Path,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};

macro_rules! assets {
    ($($name:literal),* $(,)?) => {
        &[$( ($name, include_str!(concat!("assets/", $name))) ),*]
    };
}

const ASSETS: &[(&str, &str)] = assets![
    "api.js",
    "blocks.js",
    "composer.js",
    "conversation.js",
    "dom.js",
    "elements.js",
    "emoji.js",
    "icon.svg",
    "icons.js",
    "layout.css",
    "main.js",
    "mentions.js",
    "message.js",
    "messages.css",
    "mrkdwn.js",
    "people.js",
    "sidebar.js",
    "views.js",
];
const PAGE: &str = include_str!("assets/index.html");

/// Nothing but what is served here runs and is loaded, except for pictures; nothing becomes HTML.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data: http: https:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

pub(super) async fn page() -> Response {
    served("text/html; charset=utf-8", PAGE)
}

pub(super) async fn asset(Path(file): Path<String>) -> Response {
    let Some((name, content)) = ASSETS.iter().find(|(name, _)| *name == file) else {
        return StatusCode::NOT_FOUND.into_response();
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
    response
}
