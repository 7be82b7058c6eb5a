//! An installation of the integration in process: connected to a workspace, on a recorder that answers for Slack and Botpress.

#![allow(dead_code, reason = "not every test needs all of it")]
#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test itself")]

use botpress_sdk::{
    WebhookRequest,
    http::{Method, Response},
    testing::{Harness, Recorder, SentRequest},
};
use serde_json::{Value, json};
use slack::Slack;
use slack_workspace::sign;

pub(crate) const SLACK: &str = "https://slack.com/api";
pub(crate) const SECRET: &str = "a-signing-secret";
pub(crate) const BOT: &str = "U0BOT";
/// When the recorder's clock begins: 2026-01-01.
pub(crate) const NOW: u64 = 1_767_225_600;

/// The integration, connected to a workspace.
pub(crate) fn connected() -> Harness {
    connected_with(&[])
}

/// The integration, connected to a workspace with these scopes.
pub(crate) fn connected_with(scopes: &[&str]) -> Harness {
    let slack = unconnected();
    connect(slack.recorder(), scopes);
    slack
}

/// Connects a workspace with these scopes.
pub(crate) fn connect(recorder: &Recorder, scopes: &[&str]) {
    let granted = json!({
        "shortLivedAccessToken": {
            "currentAccessToken": "xoxe.xoxb-test",
            "issuedAt": "2026-01-01T00:00:00.000Z",
            "expiresAt": "2026-01-02T00:00:00.000Z",
        },
        "rotatingRefreshToken": { "token": "xoxe-1", "issuedAt": "2026-01-01T00:00:00.000Z" },
        "grantedScopes": scopes,
        "botUserId": BOT,
        "teamId": "T1",
    });
    state(recorder, "oAuthCredentialsV2", &granted);
}

/// The integration before a workspace was connected.
pub(crate) fn unconnected() -> Harness {
    Harness::build(recorder(), Slack::new).unwrap()
}

/// A recorder with what the integration needs in its environment.
pub(crate) fn recorder() -> Recorder {
    let recorder = Recorder::new();
    recorder.set_env("SECRET_CLIENT_ID", "1.2");
    recorder.set_env("SECRET_CLIENT_SECRET", "a-client-secret");
    recorder.set_env("SECRET_SIGNING_SECRET", SECRET);
    recorder
}

/// Sets a state of the integration.
pub(crate) fn state(recorder: &Recorder, name: &str, payload: &Value) {
    let state = json!({ "id": "state_1", "name": name, "type": "integration", "payload": payload });
    let url = format!("https://api.botpress.test/v1/chat/states/integration/intver_1/{name}");
    recorder.answer_json(Method::GET, url, json!({ "state": state, "meta": { "cached": false } }));
}

/// What Slack answers to calls of a method from now on.
pub(crate) fn answer(slack: &Harness, method: &str, mut body: Value) {
    body["ok"] = json!(body.get("error").is_none());
    slack.recorder().answer_json(Method::POST, format!("{SLACK}/{method}"), body);
}

/// What Slack answers to each call of a method from now on, by its arguments.
pub(crate) fn answers(slack: &Harness, method: &str, answer: impl Fn(&Value) -> Value + Send + Sync + 'static) {
    slack.recorder().answer_http(Method::POST, format!("{SLACK}/{method}"), move |request| {
        let mut body = answer(&arguments(request));
        body["ok"] = json!(body.get("error").is_none());
        Response::new(body.to_string().into())
    });
}

/// The calls of a method, by their arguments.
pub(crate) fn calls(slack: &Harness, method: &str) -> Vec<Value> {
    let url = format!("{SLACK}/{method}");
    slack.recorder().requests().iter().filter(|request| request.url == url).map(arguments).collect()
}

fn arguments(request: &SentRequest) -> Value {
    WebhookRequest::new("POST", "/").with_body(request.text()).form().unwrap()
}

/// An event of Slack, signed.
pub(crate) fn event(event: &Value) -> WebhookRequest {
    event_with_id("Ev1", event)
}

/// An event of Slack with this id, signed.
pub(crate) fn event_with_id(id: &str, event: &Value) -> WebhookRequest {
    let envelope =
        json!({ "type": "event_callback", "event_id": id, "team_id": "T1", "api_app_id": "A1", "event": event });
    signed(&envelope.to_string(), NOW)
}

/// A request of Slack.
pub(crate) fn signed(body: &str, timestamp: u64) -> WebhookRequest {
    signed_with(SECRET, body, timestamp)
}

/// A request that was signed with this secret.
pub(crate) fn signed_with(secret: &str, body: &str, timestamp: u64) -> WebhookRequest {
    WebhookRequest::new("POST", "/")
        .with_header("x-slack-request-timestamp", timestamp.to_string())
        .with_header("x-slack-signature", sign(secret, timestamp, body.as_bytes()))
        .with_body(body)
}

/// An interaction of Slack, signed.
pub(crate) fn interaction(payload: &Value) -> WebhookRequest {
    signed(&format!("payload={}", encoded(&payload.to_string())), NOW)
}

/// Text as browsers write it in forms.
pub(crate) fn encoded(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric();
    text.bytes()
        .map(|byte| {
            if byte == b' ' {
                "+".to_owned()
            } else if plain(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
