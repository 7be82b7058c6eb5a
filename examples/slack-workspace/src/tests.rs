//! The workspace from outside: an app that calls the Web API and hears events, over sockets.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    response::{IntoResponse, Response},
    routing::post,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::{Failure, Outcome, Refusal, Workspace, http_client, sign};

const ADA: &str = "U1ADA";
const GENERAL: &str = "C1GENERAL";

#[tokio::test]
async fn the_app_gets_signed_events_in_slacks_envelope() {
    let workspace = workspace().await;
    let app = App::start(&workspace, []).await;
    let mut happenings = workspace.happenings();

    let message = workspace.say(ADA, GENERAL, "1 < 2, <@U0BOT>").unwrap();
    assert!(happenings.delivery("message").await.outcome.is_taken());

    let (headers, body) = app.received().pop().unwrap();
    let timestamp = headers["x-slack-request-timestamp"].to_str().unwrap().parse().unwrap();
    assert_eq!(headers["x-slack-signature"], sign(workspace.signing_secret(), timestamp, &body));
    assert!(headers.get("x-slack-retry-num").is_none());

    let envelope: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(envelope["type"], "event_callback");
    assert_eq!(envelope["event_id"], "Ev00000001");
    let event = &envelope["event"];
    assert_eq!(event["type"], "message");
    assert_eq!(event["user"], ADA);
    assert_eq!(event["channel"], GENERAL);
    assert_eq!(event["channel_type"], "channel");
    assert_eq!(event["ts"], message.ts);
    assert_eq!(event["text"], "1 &lt; 2, <@U0BOT>");
}

#[tokio::test]
async fn an_event_that_is_not_taken_is_repeated_until_it_is() {
    let workspace = workspace().await;
    let app = App::start(&workspace, [status(500), status(503)]).await;
    let mut happenings = workspace.happenings();

    workspace.say(ADA, GENERAL, "hello").unwrap();
    for attempt in 0..3 {
        let delivery = happenings.delivery("message").await;
        assert_eq!((delivery.attempt, delivery.outcome.is_taken()), (attempt, attempt == 2));
    }

    let received = app.received();
    assert_eq!(received[0].1, received[2].1, "a repetition is the same event");
    assert_eq!(received[1].0["x-slack-retry-num"], "1");
    assert_eq!(received[2].0["x-slack-retry-num"], "2");
    assert_eq!(received[2].0["x-slack-retry-reason"], "http_error");
}

#[tokio::test]
async fn an_app_that_asks_for_it_gets_no_repetition() {
    let workspace = workspace().await;
    let refusal = (StatusCode::UNAUTHORIZED, [("x-slack-no-retry", "1")]).into_response();
    let app = App::start(&workspace, [refusal]).await;
    let mut happenings = workspace.happenings();

    workspace.say(ADA, GENERAL, "refused").unwrap();
    let refused = happenings.delivery("message").await;
    assert_eq!(refused.outcome, Outcome::Answered { status: 401, no_retry: true });
    // Whatever follows a refusal is the next event, not the same one again.
    workspace.say(ADA, GENERAL, "taken").unwrap();
    let taken = happenings.delivery("message").await;
    assert_eq!((taken.event_id.as_str(), taken.attempt), ("Ev00000002", 0));
    assert_eq!(app.received().len(), 2);
}

#[tokio::test]
async fn an_event_can_be_delivered_again_on_demand() {
    let workspace = workspace().await;
    let app = App::start(&workspace, []).await;
    let mut happenings = workspace.happenings();

    workspace.say(ADA, GENERAL, "hello").unwrap();
    let first = happenings.delivery("message").await;
    let again = workspace.deliver_again(&first.event_id).await.unwrap();
    assert_eq!((again.attempt, again.outcome.is_taken()), (1, true));
    let received = app.received();
    assert_eq!(received[0].1, received[1].1);
    assert_eq!(received[1].0["x-slack-retry-reason"], "http_timeout");
}

#[tokio::test]
async fn an_address_that_does_not_echo_the_challenge_is_refused() {
    let workspace = workspace().await;
    let url = serve(Router::new().route("/", post(|| async { "no" }))).await;
    let error = workspace.set_events_url(&url).await.unwrap_err();
    assert_eq!(error.to_string(), "the address did not answer the challenge: status 200, body `no`");
    assert!(workspace.set_events_url("https://127.0.0.1:1/").await.is_err());
}

#[tokio::test]
async fn the_app_posts_and_reacts_with_forms_and_json() {
    let workspace = workspace().await;
    let form = "channel=C1GENERAL&text=hi+%26amp%3B+bye&thread_ts=1.2";
    let posted = api(&workspace, "chat.postMessage", "application/x-www-form-urlencoded", form).await;
    assert_eq!((&posted["ok"], &posted["channel"]), (&json!(true), &json!(GENERAL)));

    let message = workspace.messages(GENERAL).pop().unwrap();
    assert_eq!(message.displayed(), "hi & bye");
    assert_eq!(posted["ts"], message.ts);
    assert_eq!((message.thread_ts.as_deref(), message.bot_id.as_deref()), (Some("1.2"), Some("B0BOT")));

    let reaction = json!({ "channel": GENERAL, "timestamp": message.ts, "name": "eyes" }).to_string();
    assert_eq!(api(&workspace, "reactions.add", "application/json", &reaction).await, json!({ "ok": true }));
    let again = api(&workspace, "reactions.add", "application/json", &reaction).await;
    assert_eq!(again, json!({ "ok": false, "error": "already_reacted" }));
    assert_eq!(api(&workspace, "reactions.remove", "application/json", &reaction).await, json!({ "ok": true }));
    assert!(workspace.messages(GENERAL)[0].reactions.is_empty());
}

#[tokio::test]
async fn an_image_needs_a_description() {
    let workspace = workspace().await;
    let call = |blocks: Value| {
        let body = json!({ "channel": GENERAL, "blocks": blocks }).to_string();
        let workspace = &workspace;
        async move { api(workspace, "chat.postMessage", "application/json", &body).await }
    };
    let image = json!({ "type": "image", "image_url": "https://example.com/a.png" });
    assert_eq!(call(json!([image])).await["error"], "invalid_blocks");
    let image = json!({ "type": "image", "image_url": "https://example.com/a.png", "alt_text": "a cat" });
    assert_eq!(call(json!([image])).await["ok"], true);
    assert_eq!(call(json!([])).await["error"], "no_text");
}

#[tokio::test]
async fn methods_that_read_ignore_json() {
    let workspace = workspace().await;
    let form = "application/x-www-form-urlencoded";
    let profile = api(&workspace, "users.profile.get", form, "user=U1ADA").await;
    assert_eq!(profile["profile"]["real_name"], "Ada Lovelace");
    let json = api(&workspace, "users.profile.get", "application/json", r#"{"user":"U1ADA"}"#).await;
    assert_eq!(json["error"], "invalid_arguments");
    assert_eq!(api(&workspace, "users.info", form, "user=U9").await["error"], "user_not_found");
    assert_eq!(api(&workspace, "conversations.open", form, "users=U1ADA").await["channel"]["id"], "D1ADA");
    assert_eq!(api(&workspace, "conversations.info", form, "channel=D1ADA").await["channel"]["is_im"], true);
}

#[tokio::test]
async fn a_wrong_token_is_refused() {
    let workspace = workspace().await;
    let url = format!("{}/auth.test", workspace.api_url()).parse().unwrap();
    let body = |response: http::Response<Bytes>| serde_json::from_slice::<Value>(response.body()).unwrap();
    let none = http_client::post(&url, HeaderMap::new(), Bytes::new()).await.unwrap();
    assert_eq!(body(none)["error"], "not_authed");
    let mut headers = HeaderMap::new();
    headers.insert("authorization", HeaderValue::from_static("Bearer xoxb-other"));
    let wrong = http_client::post(&url, headers, Bytes::new()).await.unwrap();
    assert_eq!(body(wrong)["error"], "invalid_auth");
}

#[tokio::test]
async fn calls_can_be_made_to_fail() {
    let workspace = workspace().await;
    workspace.fail_next("auth.test", Failure::RateLimited { retry_after: Duration::from_secs(7) });
    workspace.fail_next("auth.test", Failure::Refused("account_inactive".to_owned()));

    let limited = call(&workspace, "auth.test", "application/json", "").await;
    assert_eq!(
        (limited.status(), &limited.headers()["retry-after"]),
        (StatusCode::TOO_MANY_REQUESTS, &"7".parse().unwrap())
    );
    assert_eq!(api(&workspace, "auth.test", "application/json", "").await["error"], "account_inactive");
    assert_eq!(api(&workspace, "auth.test", "application/json", "").await["user_id"], "U0BOT");
}

#[tokio::test]
async fn people_cannot_do_what_slack_does_not_allow() {
    let workspace = workspace().await;
    assert_eq!(workspace.say("U9", GENERAL, "hi"), Err(Refusal::UserNotFound));
    assert_eq!(workspace.say(ADA, "C9", "hi"), Err(Refusal::ChannelNotFound));
    assert_eq!(workspace.say(ADA, GENERAL, ""), Err(Refusal::NoText));
    let hello = workspace.say(ADA, GENERAL, "hi").unwrap();
    assert_eq!(workspace.unreact(ADA, &hello, "wave"), Err(Refusal::NoReaction));
    assert_eq!(workspace.react(ADA, &hello, "wave"), Ok(()));
    assert_eq!(workspace.react(ADA, &hello, "wave"), Err(Refusal::AlreadyReacted));
    let reply = workspace.reply_in_thread(ADA, &hello, "in a thread").unwrap();
    assert_eq!(reply.thread_ts, Some(hello.ts));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_follows_sees_everything_while_it_is_being_written() {
    let workspace = workspace().await;
    let mut happenings = workspace.happenings();
    let writers = [0, 1].map(|_| {
        let workspace = workspace.clone();
        std::thread::spawn(move || {
            for number in 0..5_000 {
                workspace.say(ADA, GENERAL, &number.to_string()).unwrap();
            }
        })
    });
    for _ in 0..10_000 {
        happenings.message(|message| message.user == ADA).await;
    }
    for writer in writers {
        writer.join().unwrap();
    }
    assert_eq!(workspace.messages(GENERAL).len(), 10_000);
}

async fn workspace() -> Workspace {
    let builder = Workspace::builder().user(ADA, "Ada Lovelace").channel(GENERAL, "general");
    builder.retry_delays([Duration::ZERO; 3]).start().await.unwrap()
}

async fn api(workspace: &Workspace, method: &str, content_type: &'static str, body: &str) -> Value {
    serde_json::from_slice(call(workspace, method, content_type, body).await.body()).unwrap()
}

async fn call(workspace: &Workspace, method: &str, content_type: &'static str, body: &str) -> http::Response<Bytes> {
    let url = format!("{}/{method}", workspace.api_url()).parse().unwrap();
    let mut headers = HeaderMap::new();
    headers.insert("authorization", format!("Bearer {}", workspace.bot_token()).parse().unwrap());
    headers.insert("content-type", HeaderValue::from_static(content_type));
    http_client::post(&url, headers, Bytes::copy_from_slice(body.as_bytes())).await.unwrap()
}

type Received = (HeaderMap, Bytes);

/// An app that answers its events with the given responses, then with 200.
#[derive(Clone, Default)]
struct App {
    answers: Arc<Mutex<VecDeque<Response>>>,
    received: Arc<Mutex<Vec<Received>>>,
}

impl App {
    async fn start(workspace: &Workspace, answers: impl IntoIterator<Item = Response>) -> Self {
        let app = Self::default();
        let url = serve(Router::new().route("/", post(Self::hear)).with_state(app.clone())).await;
        workspace.set_events_url(&url).await.unwrap();
        app.answers.lock().unwrap().extend(answers);
        app
    }

    async fn hear(State(app): State<Self>, headers: HeaderMap, body: Bytes) -> Response {
        let json: Value = serde_json::from_slice(&body).unwrap();
        if let Some(challenge) = json["challenge"].as_str() {
            return challenge.to_owned().into_response();
        }
        app.received.lock().unwrap().push((headers, body));
        let answer = app.answers.lock().unwrap().pop_front();
        answer.unwrap_or_else(|| StatusCode::OK.into_response())
    }

    fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

fn status(status: u16) -> Response {
    StatusCode::from_u16(status).unwrap().into_response()
}

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}
