//! Whether an address belongs to an app: it echoes what it is asked.

use bytes::Bytes;
use http::{StatusCode, Uri};
use serde_json::{Value, json};

use super::request::signed_headers;
use crate::{
    core::Core,
    http_client::{PostError, post},
};

/// Why an address was not accepted for events.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EventsUrlError {
    /// It is no address.
    #[error("`{0}` is not an http address")]
    Address(String),
    /// Nothing answers there.
    #[error("the address does not answer: {0}")]
    Unreachable(String),
    /// It answered something else than the challenge.
    #[error("the address did not answer the challenge: status {status}, body `{body}`")]
    Challenge {
        /// The status.
        status: u16,
        /// The body.
        body: String,
    },
}

pub(crate) async fn verify_url(core: &Core, app: &str, url: &str) -> Result<Uri, EventsUrlError> {
    let uri: Uri = url.parse().map_err(|_| EventsUrlError::Address(url.to_owned()))?;
    let (secret, token, now) = {
        let model = core.model();
        let (secret, token) =
            model.app(app).map(|app| (app.signing_secret.clone(), app.verification_token.clone())).unwrap_or_default();
        (secret, token, model.now())
    };
    let challenge = format!("challenge-{}", now.as_micros());
    let body = json!({ "type": "url_verification", "token": token, "challenge": challenge });
    let body = Bytes::from(body.to_string());
    let headers = signed_headers(&secret, now, "application/json", &body);
    let response = post(&uri, headers, body).await.map_err(|error| match error {
        PostError::Address(_) => EventsUrlError::Address(url.to_owned()),
        error => EventsUrlError::Unreachable(error.to_string()),
    })?;
    let body = String::from_utf8_lossy(response.body());
    let echoed = serde_json::from_str::<Value>(&body).is_ok_and(|body| body["challenge"] == *challenge);
    if response.status() == StatusCode::OK && (echoed || body == challenge) {
        return Ok(uri);
    }
    Err(EventsUrlError::Challenge { status: response.status().as_u16(), body: body.into_owned() })
}
