//! Who may use the page: whoever opened it in a browser on this machine, and no other site by way of it.

use std::net::IpAddr;

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};

/// Refuses what comes under another name (DNS rebinding) or from another site, and changes that a form could send.
pub(super) async fn check(request: Request, next: Next) -> Response {
    if let Err(reason) = admit(request.method(), request.headers()) {
        return (StatusCode::FORBIDDEN, reason).into_response();
    }
    let mut response = next.run(request).await;
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn admit(method: &Method, headers: &HeaderMap) -> Result<(), &'static str> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text("host").unwrap_or_default();
    if !is_this_machine(host) {
        return Err("the page is found by a name of this machine: 127.0.0.1 or localhost");
    }
    let own = |origin: &str| origin.strip_prefix("http://").is_some_and(|of| of.eq_ignore_ascii_case(host));
    if text("origin").is_some_and(|origin| !own(origin)) {
        return Err("the page answers no other site");
    }
    let reads = matches!(*method, Method::GET | Method::HEAD);
    let navigates = reads && text("sec-fetch-mode") == Some("navigate");
    if !navigates && text("sec-fetch-site").is_some_and(|site| site != "same-origin") {
        return Err("the page answers no other site");
    }
    // Other sites cannot send JSON without asking first, and are not answered when they ask.
    if !reads && !text("content-type").is_some_and(|kind| kind.starts_with("application/json")) {
        return Err("the page sends JSON");
    }
    Ok(())
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((name, _)) => name,
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.parse::<IpAddr>().map_or_else(|_| name.eq_ignore_ascii_case("localhost"), |address| address.is_loopback())
}
