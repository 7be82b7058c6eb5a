//! A parcel as a signed request.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use tokio::time;

use super::{Outcome, Parcel, Retry};
use crate::{core::Core, http_client::post, sign};

/// Sends a parcel to one of the app's addresses; the answer's body when it was taken.
pub(super) async fn send(core: &Core, parcel: &Parcel, retry: Option<&Retry>) -> (Outcome, Option<Bytes>) {
    let (url, secret, now) = {
        let mut model = core.model();
        let now = model.now();
        let Ok(app) = model.app_mut(&parcel.app) else { return (Outcome::Unreachable, None) };
        let payloads = !parcel.is_event() && !app.payloads.is_empty();
        let url = if payloads { app.payloads.next() } else { app.events.next() };
        (url, app.signing_secret.clone(), now)
    };
    let Some(url) = url else { return (Outcome::Unreachable, None) };
    post_to(core, &url, parcel, retry, &secret, now).await
}

async fn post_to(
    core: &Core,
    url: &Uri,
    parcel: &Parcel,
    retry: Option<&Retry>,
    secret: &str,
    now: Duration,
) -> (Outcome, Option<Bytes>) {
    let (content_type, body) = parcel.body();
    let mut headers = signed_headers(secret, now, content_type, &body);
    if let Some(retry) = retry {
        headers.insert("x-slack-retry-num", HeaderValue::from(retry.number));
        headers.insert("x-slack-retry-reason", HeaderValue::from_static(retry.reason));
    }
    match time::timeout(core.settings.answer_within, post(url, headers, body)).await {
        Ok(Ok(response)) => {
            let status = response.status();
            let no_retry = response.headers().get("x-slack-no-retry").is_some_and(|value| value == "1");
            let body = status.is_success().then(|| response.into_body());
            (Outcome::Answered { status: status.as_u16(), no_retry }, body)
        }
        Ok(Err(_)) => (Outcome::Unreachable, None),
        Err(_) => (Outcome::TimedOut, None),
    }
}

pub(super) fn signed_headers(secret: &str, now: Duration, content_type: &'static str, body: &[u8]) -> HeaderMap {
    let timestamp = now.as_secs();
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::USER_AGENT, HeaderValue::from_static("Slackbot 1.0 (+https://api.slack.com/robots)"));
    headers.insert(HeaderName::from_static("x-slack-request-timestamp"), HeaderValue::from(timestamp));
    // `v0=` and hexadecimal digits always make a header.
    if let Ok(signature) = HeaderValue::try_from(sign(secret, timestamp, body)) {
        headers.insert(HeaderName::from_static("x-slack-signature"), signature);
    }
    headers
}
