//! The integration's handlers, one at a time and without a socket.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test itself")]

use std::sync::atomic::{AtomicUsize, Ordering};

use botpress_sdk::{
    Integration as _, LogLevel, WebhookRequest,
    api::endpoint::{create_event, get_or_create_conversation, get_or_create_message, update_message},
    http::{Method, Response, StatusCode},
    testing::{Harness, Recorder},
};
use serde_json::{Value, json};
use slack::Slack;
use slack_workspace::sign;

const SLACK: &str = "https://slack.com/api";
const SECRET: &str = "a-signing-secret";
/// When the recorder's clock begins: 2026-01-01.
const NOW: u64 = 1_767_225_600;

#[tokio::test]
async fn a_message_of_the_bot_is_tagged_with_slacks_timestamp() {
    let slack = harness();
    slack.recorder().answer_json(Method::POST, format!("{SLACK}/chat.postMessage"), posted());

    let answer = slack.message("thread", [("id", "C1"), ("thread", "1.2")], "text", json!({ "text": "<hi>" })).await;
    assert_eq!(answer.status, StatusCode::OK);
    let call = &slack.recorder().requests()[0];
    assert_eq!(call.headers["authorization"], "Bearer xoxb-test");
    assert_eq!(call.text(), "channel=C1&text=%26lt%3Bhi%26gt%3B&thread_ts=1.2");
    let written = &slack.recorder().calls::<update_message::Request>()[0];
    let tags = serde_json::to_value(&written.tags).unwrap();
    assert_eq!(tags, json!({ "ts": "3.4", "userId": "U0BOT", "channelId": "C1" }));
}

#[tokio::test]
async fn the_bot_shows_itself_as_it_is_configured() {
    let slack = harness().configuration(json!({ "botName": "Otto", "botAvatarUrl": "https://a.test/o.png" }));
    slack.recorder().answer_json(Method::POST, format!("{SLACK}/chat.postMessage"), posted());

    slack.message("dm", [("id", "D1")], "text", json!({ "text": "hi" })).await;
    let call = &slack.recorder().requests()[0].text();
    assert_eq!(call, "channel=D1&text=hi&username=Otto&icon_url=https%3A%2F%2Fa.test%2Fo.png");
}

#[tokio::test]
async fn a_call_that_slack_holds_back_is_made_again_when_it_may_be() {
    let slack = harness();
    let calls = AtomicUsize::new(0);
    slack.recorder().answer_http(Method::POST, format!("{SLACK}/auth.test"), move |_| {
        match calls.fetch_add(1, Ordering::Relaxed) {
            0 => Response::builder().status(429).header("retry-after", "7").body("{}".into()).unwrap(),
            _ => Response::new(r#"{"ok":true,"team":"Acme"}"#.into()),
        }
    });

    assert_eq!(slack.register().await.status, StatusCode::OK);
    assert_eq!(slack.recorder().requests().len(), 2);
}

#[tokio::test]
async fn a_call_that_slack_keeps_holding_back_fails_with_a_sentence() {
    let slack = harness();
    slack.recorder().answer_http(Method::POST, format!("{SLACK}/chat.postMessage"), |_| {
        Response::builder().status(429).header("retry-after", "60").body("{}".into()).unwrap()
    });

    let answer = slack.message("dm", [("id", "D1")], "text", json!({ "text": "hi" })).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "an error that is not retried by the platform");
    assert_eq!(answer.error_message(), "Slack allows no more calls of chat.postMessage for now: try again in 60 s");
}

#[tokio::test]
async fn a_post_that_may_have_been_executed_is_not_sent_again() {
    let slack = harness();
    slack.recorder().answer_http(Method::POST, format!("{SLACK}/chat.postMessage"), |_| {
        Response::builder().status(502).body("bad gateway".into()).unwrap()
    });

    let answer = slack.message("dm", [("id", "D1")], "text", json!({ "text": "hi" })).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(slack.recorder().requests().len(), 1);
}

#[tokio::test]
async fn a_message_that_is_not_of_slack_cannot_be_reacted_to() {
    let slack = harness();
    let answer = slack.action("addReaction", json!({ "messageId": "msg_1", "name": "eyes" })).await;
    assert_eq!(answer.error_message(), "the message msg_1 is not one of Slack: it has no tag `ts`");
}

#[tokio::test]
async fn slack_learns_that_the_address_is_the_apps_without_a_signature() {
    let challenge = json!({ "type": "url_verification", "token": "t", "challenge": "c-1" });
    let request = WebhookRequest::new("POST", "/").with_body(challenge.to_string());
    let answer = harness().webhook(request).await;
    assert_eq!((answer.status, answer.json()), (StatusCode::OK, json!({ "challenge": "c-1" })));
}

#[tokio::test]
async fn an_old_event_is_refused_like_a_forged_one() {
    let slack = harness();
    let forged = signed(&message(), NOW).with_body("{}");
    for request in [signed(&message(), NOW - 301), signed(&message(), NOW + 301), forged] {
        let answer = slack.webhook(request).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(answer.headers["x-slack-no-retry"], "1");
    }
    assert_eq!(slack.recorder().finish_background().await, 0);
}

#[tokio::test]
async fn an_event_is_answered_before_it_is_worked_through() {
    let slack = harness();
    profile(&slack);
    assert_eq!(slack.webhook(signed(&message(), NOW)).await.status, StatusCode::OK);
    assert!(slack.recorder().sent().is_empty(), "nothing was sent yet");

    assert_eq!(slack.recorder().finish_background().await, 1);
    assert_eq!(slack.recorder().calls::<get_or_create_message::Request>().len(), 1);
}

#[tokio::test]
async fn a_repetition_to_another_process_finds_the_message_that_is_there() {
    let slack = harness();
    profile(&slack);
    slack.webhook(signed(&message(), NOW)).await;
    slack.recorder().finish_background().await;

    let [conversation] = &slack.recorder().calls::<get_or_create_conversation::Request>()[..] else { panic!() };
    assert_eq!(conversation.channel, "dm");
    let [message] = &slack.recorder().calls::<get_or_create_message::Request>()[..] else { panic!() };
    assert_eq!(message.discriminate_by_tags, Some(vec!["ts".to_owned(), "channelId".to_owned()]));
}

#[tokio::test]
async fn what_apps_and_slack_itself_write_is_not_passed_on() {
    let slack = harness();
    let changes = [
        json!({ "bot_id": "B1" }),
        json!({ "user": "U0BOT" }),
        json!({ "subtype": "message_changed", "user": null }),
        json!({ "subtype": "channel_join" }),
        json!({ "type": "app_mention" }),
        json!({ "text": "" }),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let mut envelope = message();
        envelope["event_id"] = format!("Ev{number}").into();
        for (key, value) in change.as_object().unwrap() {
            envelope["event"][key] = value.clone();
        }
        assert_eq!(slack.webhook(signed(&envelope, NOW)).await.status, StatusCode::OK);
    }
    slack.recorder().finish_background().await;
    assert!(slack.recorder().sent().is_empty(), "{:?}", slack.recorder().sent());
}

#[tokio::test]
async fn a_reaction_is_told_once_though_slack_sends_it_twice() {
    let slack = harness();
    profile(&slack);
    let item = json!({ "type": "message", "channel": "C1", "ts": "1.2" });
    let event = json!({ "type": "reaction_added", "user": "U1", "reaction": "tada", "item": item });
    for _ in 0..2 {
        assert_eq!(slack.webhook(signed(&envelope(&event), NOW)).await.status, StatusCode::OK);
    }
    slack.recorder().finish_background().await;
    let events = slack.recorder().calls::<create_event::Request>();
    assert_eq!(events.len(), 1);
    assert_eq!((events[0].kind.as_str(), &events[0].payload["reaction"]), ("reactionAdded", &json!("tada")));
}

#[tokio::test]
async fn somebody_whose_profile_cannot_be_read_is_heard_all_the_same() {
    let slack = harness();
    let refused = json!({ "ok": false, "error": "missing_scope", "needed": "users.profile:read" });
    slack.recorder().answer_json(Method::POST, format!("{SLACK}/users.profile.get"), refused);
    slack.webhook(signed(&message(), NOW)).await;
    slack.recorder().finish_background().await;

    assert_eq!(slack.recorder().calls::<get_or_create_message::Request>().len(), 1);
    assert_eq!(
        slack.recorder().log_lines(LogLevel::Warn),
        ["the user U1 stays without a name: Slack refused users.profile.get: missing_scope \
          (add the scope users.profile:read to the Slack app and install it again)"]
    );
}

#[test]
fn names_are_those_of_the_official_integration() {
    let definition = Slack::definition().unwrap();
    assert_eq!(names(definition.channels.keys()), ["channel", "dm", "thread"]);
    for channel in definition.channels.values() {
        let tags = names(channel.message.tags.keys());
        assert_eq!(tags, ["ts", "userId", "channelId", "mentionsBot", "forkedToThread"]);
    }
    let thread = &definition.channels["thread"].conversation.tags;
    assert_eq!(names(thread.keys()), ["id", "title", "thread", "isBotReplyThread"]);
    assert_eq!(names(definition.actions.keys()), ["addReaction"]);
    assert_eq!(names(definition.events.keys()), ["reactionAdded", "reactionRemoved"]);
    assert_eq!(names(definition.secrets.keys()), ["BOT_TOKEN", "SIGNING_SECRET"]);
    let reaction = &definition.events["reactionAdded"].schema;
    assert_eq!(reaction["required"], json!(["reaction", "targets"]));
    let direct = &reaction["properties"]["targets"]["properties"]["dm"];
    assert_eq!(direct["additionalProperties"], json!({ "type": "string" }));
}

fn names<'a>(keys: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    keys.map(String::as_str).collect()
}

fn harness() -> Harness {
    let recorder = Recorder::new();
    recorder.set_env("SECRET_BOT_TOKEN", "xoxb-test");
    recorder.set_env("SECRET_SIGNING_SECRET", SECRET);
    Harness::build(recorder, Slack::new).unwrap()
}

fn profile(slack: &Harness) {
    let answer = json!({ "ok": true, "profile": { "real_name": "Ada" } });
    slack.recorder().answer_json(Method::POST, format!("{SLACK}/users.profile.get"), answer);
}

fn posted() -> Value {
    json!({ "ok": true, "channel": "C1", "ts": "3.4", "message": { "user": "U0BOT" } })
}

/// A direct message of a person.
fn message() -> Value {
    let event = json!({ "type": "message", "channel": "D1", "user": "U1", "text": "hi", "ts": "1.2" });
    envelope(&event)
}

fn envelope(event: &Value) -> Value {
    let authorizations = json!([{ "team_id": "T1", "user_id": "U0BOT", "is_bot": true }]);
    json!({ "type": "event_callback", "event_id": "Ev1", "authorizations": authorizations, "event": event })
}

fn signed(envelope: &Value, timestamp: u64) -> WebhookRequest {
    let body = envelope.to_string();
    WebhookRequest::new("POST", "/")
        .with_header("x-slack-request-timestamp", timestamp.to_string())
        .with_header("x-slack-signature", sign(SECRET, timestamp, body.as_bytes()))
        .with_body(body)
}
