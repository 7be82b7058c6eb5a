//! What people see: the end of an OAuth round trip, icons and readmes of integrations.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;

use super::refusal;
use crate::admin::tables::integrations;
use crate::failure::Failure;
use crate::platform::hub::Hub;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Ended {
    #[serde(default)]
    success: bool,
    #[serde(default)]
    error_message: String,
}

/// Says how an OAuth round trip ended.
pub(super) async fn interstitial(Query(ended): Query<Ended>) -> Response {
    let (title, text) = if ended.success {
        ("Connected", "The account is connected. You can close this window.".to_owned())
    } else {
        ("Not connected", escaped(&format!("The account could not be connected. {}", ended.error_message)))
    };
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>{title}</title><h1>{title}</h1><p>{}</p></html>\n",
        text.trim_end()
    );
    shown("text/html; charset=utf-8", page.into_bytes())
}

/// The icon or the readme of an integration.
pub(super) async fn asset(State(hub): State<Arc<Hub>>, Path((id, file)): Path<(String, String)>) -> Response {
    let (icon, kind) = match file.as_str() {
        "icon.svg" => (true, "image/svg+xml"),
        "readme.md" => (false, "text/markdown; charset=utf-8"),
        _ => return refusal(&hub, &Failure::not_found("asset", file)),
    };
    let wanted = id.clone();
    match hub.run(move |tx| integrations::asset(tx, &wanted, icon)).await {
        Ok(Some(asset)) => shown(kind, STANDARD.decode(asset.as_bytes()).unwrap_or_else(|_| asset.into_bytes())),
        Ok(None) => refusal(&hub, &Failure::not_found("asset", format!("{id}/{file}"))),
        Err(failure) => refusal(&hub, &failure),
    }
}

/// Nothing in these pages may run: they show what others have written.
fn shown(kind: &'static str, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::OK;
    for (name, value) in [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
