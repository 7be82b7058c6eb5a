//! An installation of the integration in process: connected to a workspace, on a recorder that answers for Slack and Botpress.

#![allow(dead_code, reason = "not every test needs all of it")]
#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test itself")]

use botpress_sdk::{
    Host as _, WebhookRequest,
    client::Body,
    http::{Method, Request, Response},
    testing::{Harness, Recorder, SentRequest, WEBHOOK_ID},
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
    state(recorder, "oAuthCredentialsV2", &granted(scopes));
}

/// What is kept of a connected workspace.
pub(crate) fn granted(scopes: &[&str]) -> Value {
    json!({
        "shortLivedAccessToken": {
            "currentAccessToken": "xoxe.xoxb-test",
            "issuedAt": "2026-01-01T00:00:00.000Z",
            "expiresAt": "2026-01-02T00:00:00.000Z",
        },
        "rotatingRefreshToken": { "token": "xoxe-1", "issuedAt": "2026-01-01T00:00:00.000Z" },
        "grantedScopes": scopes,
        "botUserId": BOT,
        "teamId": "T1",
    })
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
    recorder.answer_json(Method::GET, state_url(name), json!({ "state": state, "meta": { "cached": false } }));
}

/// Sets a state of the integration, which may be changed by it.
pub(crate) async fn remember(slack: &Harness, name: &str, payload: &Value) {
    let body = json!({ "payload": payload }).to_string();
    let request = Request::post(state_url(name)).body(Body::from(body.into_bytes())).unwrap();
    slack.recorder().http(request).await.unwrap();
}

/// A state of the integration; `null` when there is none.
pub(crate) async fn remembered(slack: &Harness, name: &str) -> Value {
    let answer = slack.recorder().http(Request::get(state_url(name)).body(Body::Empty).unwrap()).await.unwrap();
    let answer = answer.into_body().into_bytes(usize::MAX).await.unwrap();
    serde_json::from_slice::<Value>(&answer).unwrap()["state"]["payload"].take()
}

fn state_url(name: &str) -> String {
    format!("https://api.botpress.test/v1/chat/states/integration/intver_1/{name}")
}

/// The scopes that the app asks for on Slack's page.
pub(crate) async fn asked_for(slack: &Harness) -> Vec<String> {
    let page = slack.webhook(wizard("oauth-redirect", &[])).await;
    let (_, query) = page.headers["location"].split_once('?').unwrap();
    let scopes = WebhookRequest::new("GET", "/").with_query(query).query_param("scope").unwrap();
    scopes.split(',').map(str::to_owned).collect()
}

/// A page of the wizard, or what was filled in there.
pub(crate) fn wizard(page: &str, fields: &[(&str, &str)]) -> WebhookRequest {
    let fields = fields.iter().map(|(name, value)| format!("wizform.{name}={}", encoded(value)));
    WebhookRequest::new(if fields.len() == 0 { "GET" } else { "POST" }, format!("/oauth/wizard/{page}"))
        .with_query(format!("state={WEBHOOK_ID}"))
        .with_body(fields.collect::<Vec<_>>().join("&"))
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
