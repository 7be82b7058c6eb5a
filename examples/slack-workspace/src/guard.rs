//! Who may use the pages: whoever opened them in a browser on this machine, and no other site by way of it.

use std::net::IpAddr;

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};

/// Lets requests through that come from this machine and from no other site.
pub(crate) async fn own_site(request: Request, next: Next) -> Response {
    match from_own_site(request.method(), request.headers()) {
        Ok(()) => protected(next.run(request).await),
        Err(reason) => (StatusCode::FORBIDDEN, reason).into_response(),
    }
}

/// As [`own_site`]; changes have to be JSON, which other sites cannot send without asking first, and are not answered when
/// they ask.
pub(crate) async fn own_script(request: Request, next: Next) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !reads(request.method()) && !kind.is_some_and(|kind| kind.starts_with("application/json")) {
        return (StatusCode::FORBIDDEN, "the page sends JSON").into_response();
    }
    own_site(request, next).await
}

fn protected(mut response: Response) -> Response {
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

/// Refuses what comes under another name (DNS rebinding), and what another site sends. A link of another site may lead here.
fn from_own_site(method: &Method, headers: &HeaderMap) -> Result<(), &'static str> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text("host").unwrap_or_default();
    if !is_this_machine(host) {
        return Err("the page is found by a name of this machine: 127.0.0.1 or localhost");
    }
    let own = |origin: &str| origin.strip_prefix("http://").is_some_and(|of| of.eq_ignore_ascii_case(host));
    if text("origin").is_some_and(|origin| !own(origin)) {
        return Err("the page answers no other site");
    }
    let navigates = reads(method) && text("sec-fetch-mode") == Some("navigate");
    if !navigates && text("sec-fetch-site").is_some_and(|site| site != "same-origin") {
        return Err("the page answers no other site");
    }
    Ok(())
}

fn reads(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((name, _)) => name,
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.parse::<IpAddr>().map_or_else(|_| name.eq_ignore_ascii_case("localhost"), |address| address.is_loopback())
}
