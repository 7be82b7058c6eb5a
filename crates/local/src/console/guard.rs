//! Who may use the page: whoever opened it in a browser on this machine, and nobody by way of another site.
//!
//! - `Host` must be a name of this machine, so that no other name that leads here (DNS rebinding) opens the page.
//! - `Origin` and `Sec-Fetch-Site` must be those of the page itself.
//! - The API needs the cookie of a session, which no script can read and no other site can send. A session and changes need a
//!   header beside it, which a form of another site cannot set.
//! - On an address that others can reach, a session needs the token of the page's URL.
//!
//! The page itself, its HTML and scripts, is for everybody: there is nothing in it.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde::Deserialize;
use subtle::ConstantTimeEq as _;

use super::{Page, Refused};
use crate::failure::Failure;
use crate::platform::hub::Hub;

/// The header of the page's own requests.
const OWN: &str = "x-botpress-page";

/// Lets requests of the page through to its API.
pub(super) async fn api(State(hub): State<Arc<Hub>>, request: Request, next: Next) -> Response {
    match admit(&hub.page, request.method(), request.headers()) {
        Ok(()) => {
            let mut response = next.run(request).await;
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            super::assets::protect(&mut response);
            response
        }
        Err(failure) => Refused(failure).into_response(),
    }
}

#[derive(Deserialize)]
pub(super) struct Entering {
    token: Option<String>,
}

/// Begins a session.
pub(super) async fn enter(
    State(hub): State<Arc<Hub>>,
    headers: HeaderMap,
    Json(entering): Json<Entering>,
) -> Result<Response, Refused> {
    let page = &hub.page;
    same_site(page, &headers, false)?;
    is_own(&headers)?;
    if let Some(token) = &page.token
        && !entering.token.is_some_and(|given| same(&given, token))
    {
        let message = "the page needs its token: open the whole address that local Botpress printed";
        return Err(Failure::Unauthorized(message.to_owned()).into());
    }
    let cookie = format!("{}={}; Path=/console; HttpOnly; SameSite=Strict", cookie_name(&headers), page.session);
    let mut response = StatusCode::NO_CONTENT.into_response();
    let cookie = HeaderValue::from_str(&cookie).map_err(|error| Failure::Internal(error.to_string()))?;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

fn admit(page: &Page, method: &Method, headers: &HeaderMap) -> Result<(), Failure> {
    same_site(page, headers, false)?;
    if !has_session(page, headers) {
        return Err(Failure::Unauthorized("there is no session: open the page anew".to_owned()));
    }
    if *method != Method::GET { is_own(headers) } else { Ok(()) }
}

/// Refuses what was not sent by a script of the page.
fn is_own(headers: &HeaderMap) -> Result<(), Failure> {
    match text(headers, OWN) {
        Some("1") => Ok(()),
        _ => Err(Failure::Forbidden(format!("this is for the page alone: the header {OWN} is missing"))),
    }
}

/// Refuses what comes by way of another site. A link from anywhere may lead to the page itself (`navigable`).
pub(super) fn same_site(page: &Page, headers: &HeaderMap, navigable: bool) -> Result<(), Failure> {
    let host = text(headers, header::HOST.as_str()).unwrap_or_default();
    if !is_this_machine(host, page.token.is_some()) {
        return Err(Failure::Forbidden(format!(
            "`{host}` is not where the page is: open it by the address that local Botpress printed, with `localhost` or an IP address"
        )));
    }
    let from_elsewhere = || Failure::Forbidden("the page answers no other site".to_owned());
    if let Some(origin) = text(headers, header::ORIGIN.as_str()) {
        let of = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        if of.is_none_or(|of| !of.eq_ignore_ascii_case(host)) {
            return Err(from_elsewhere());
        }
    }
    match text(headers, "sec-fetch-site") {
        None | Some("same-origin") => Ok(()),
        Some("none") if navigable => Ok(()),
        Some(_) if navigable && text(headers, "sec-fetch-mode") == Some("navigate") => Ok(()),
        Some(_) => Err(from_elsewhere()),
    }
}

/// `localhost`, an IP address of the loopback interface, or any when others can reach it: all of them are names that nobody
/// else can have lead here.
fn is_this_machine(host: &str, reachable: bool) -> bool {
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((name, _)) => name,
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    match name.parse::<IpAddr>() {
        Ok(address) => reachable || address.is_loopback(),
        Err(_) => name.eq_ignore_ascii_case("localhost"),
    }
}

/// Whether it is somebody who is in.
fn has_session(page: &Page, headers: &HeaderMap) -> bool {
    let name = cookie_name(headers);
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut given = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
    given.any(|(of, session)| of == name && same(session, &page.session))
}

/// Browsers send cookies to all ports of a host, so that each has one of its own.
fn cookie_name(headers: &HeaderMap) -> String {
    let host = text(headers, header::HOST.as_str()).unwrap_or_default();
    let port = host.rsplit_once(':').map_or("", |(_, port)| port).trim_end_matches(']');
    format!("botpress_page_{port}")
}

fn same(given: &str, wanted: &str) -> bool {
    bool::from(given.as_bytes().ct_eq(wanted.as_bytes()))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_nobody_else_can_have_are_of_this_machine() {
        for host in ["localhost", "LOCALHOST:80", "127.0.0.1:8073", "127.8.9.1", "[::1]:8073", "[::1]"] {
            assert!(is_this_machine(host, false), "{host}");
        }
        for host in
            ["", "evil.example", "localhost.evil.example:8073", "127.0.0.1.evil.example", "10.0.0.1", "[fe80::1]:1"]
        {
            assert!(!is_this_machine(host, false), "{host}");
        }
        assert!(is_this_machine("10.0.0.1:8073", true));
        assert!(!is_this_machine("evil.example", true));
    }
}
