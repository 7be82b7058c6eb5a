//! How requests of Slack are received: believed or refused, and answered in time.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test itself")]

mod common;
#[path = "support/standstill.rs"]
mod standstill;

use std::time::Duration;

use botpress_sdk::{
    LogLevel, WebhookRequest,
    api::endpoint::{create_event, get_or_create_message},
    http::{Method, StatusCode},
};
use common::{
    NOW, SECRET, SLACK, answer, connect, connected, encoded, event, recorder, signed, signed_with, state, unconnected,
};
use serde_json::{Value, json};
use standstill::Standstill;

/// The signing secret of an app that the bot's owner has brought along.
const OWN_SECRET: &str = "the-signing-secret-of-an-own-app";

#[tokio::test]
async fn only_what_slack_signed_just_now_is_believed() {
    let body = envelope(&message());
    let with = |name: &str, value: &str| signed(&body, NOW).with_header(name, value);
    let mut unsigned = signed(&body, NOW);
    unsigned.headers.shift_remove("x-slack-signature");
    let mut undated = signed(&body, NOW);
    undated.headers.shift_remove("x-slack-request-timestamp");
    for (name, request, own_app, believed) in [
        ("now", signed(&body, NOW), false, true),
        ("almost too old", signed(&body, NOW - 300), false, true),
        ("almost too far ahead", signed(&body, NOW + 300), false, true),
        ("too old", signed(&body, NOW - 301), false, false),
        ("from the future", signed(&body, NOW + 301), false, false),
        ("signed by somebody else", signed_with("guessed", &body, NOW), false, false),
        ("signed by somebody else than either app", signed_with("guessed", &body, NOW), true, false),
        ("signed for an own app", signed_with(OWN_SECRET, &body, NOW), true, true),
        ("signed for an own app, but too old", signed_with(OWN_SECRET, &body, NOW - 301), true, false),
        ("signed for an app that this bot does not have", signed_with(OWN_SECRET, &body, NOW), false, false),
        ("with another body", signed(&body, NOW).with_body(body.replace("hello", "hallo")), false, false),
        ("with the signature of another time", with("x-slack-request-timestamp", &(NOW - 1).to_string()), false, false),
        ("with a time that is none", with("x-slack-request-timestamp", "today"), false, false),
        ("with a signature that is none", with("x-slack-signature", "v0=hello"), false, false),
        ("without a signature", unsigned, false, false),
        ("without a time", undated, false, false),
    ] {
        let slack = connected();
        answer(&slack, "users.profile.get", json!({ "profile": {} }));
        if own_app {
            state(slack.recorder(), "appCredentials", &json!({ "signingSecret": OWN_SECRET }));
        }
        let response = slack.webhook(request).await;
        slack.recorder().finish_background().await;
        let heard = slack.recorder().calls::<get_or_create_message::Request>().len();
        if believed {
            assert_ne!(response.status, StatusCode::UNAUTHORIZED, "{name}");
            assert_eq!(heard, 1, "{name}");
        } else {
            assert_eq!(response.status, StatusCode::UNAUTHORIZED, "{name}");
            assert_eq!(response.headers["x-slack-no-retry"], "1", "{name}: it would be no better the next time");
            assert_eq!(heard, 0, "{name}");
            let said = format!("{} {:?}", response.body, slack.recorder().log());
            assert!(said.contains("refused a webhook"), "{name}: {said}");
            assert!(!said.contains(OWN_SECRET) && !said.contains(SECRET), "{name}: {said}");
        }
    }
}

#[tokio::test]
async fn the_address_is_confirmed_before_the_apps_secret_is_known() {
    let slack = unconnected();
    let asked = json!({ "type": "url_verification", "token": "t", "challenge": "3eZbrw1aB" }).to_string();
    let response = slack.webhook(WebhookRequest::new("POST", "/").with_body(asked)).await;
    assert_eq!((response.status, response.json()), (StatusCode::OK, json!({ "challenge": "3eZbrw1aB" })));
    assert!(slack.recorder().sent().is_empty(), "nothing else happens");
}

#[tokio::test]
async fn what_is_not_understood_is_taken_so_that_it_does_not_come_again() {
    let of_the_future = json!({ "type": "event_callback", "event_id": "Ev1", "event": { "type": "brand_new" } });
    let broken = json!({ "type": "event_callback", "event_id": "Ev1", "event": { "type": "reaction_added" } });
    for body in ["{", "", "[]", "a form", "payload=%7B", "{\"type\":\"brand_new\"}"]
        .map(str::to_owned)
        .into_iter()
        .chain([of_the_future, broken].map(|body| body.to_string()))
    {
        let slack = connected();
        let request = signed(&body, NOW);
        slack.webhook(request.clone()).await;
        slack.recorder().finish_background().await;
        assert_eq!(slack.webhook(request).await.status, StatusCode::OK, "{body}");
        assert!(slack.recorder().calls::<create_event::Request>().is_empty(), "{body}");
    }
}

#[tokio::test]
async fn that_slack_leaves_events_out_is_said_to_the_bots_owner() {
    let slack = connected();
    let body = json!({ "type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": NOW }).to_string();
    assert_eq!(slack.webhook(signed(&body, NOW)).await.status, StatusCode::OK);
    let warning = &slack.recorder().log_lines(LogLevel::Warn)[0];
    assert!(warning.contains("the bot misses some of it"), "{warning}");
}

#[tokio::test]
async fn three_repetitions_of_an_event_are_taken_and_tell_the_bot_nothing_new() {
    let left = json!({ "type": "member_left_channel", "user": "U1", "channel": "C1" });
    for happened in [message(), left] {
        let slack = connected();
        answer(&slack, "users.profile.get", json!({ "profile": {} }));
        slack.webhook(event(&happened)).await;
        slack.recorder().finish_background().await;
        for number in 1..=3 {
            let again = event(&happened)
                .with_header("x-slack-retry-num", number.to_string())
                .with_header("x-slack-retry-reason", "http_timeout");
            assert_eq!(slack.webhook(again).await.status, StatusCode::OK);
            assert_eq!(slack.recorder().finish_background().await, 0, "there is nothing to do");
        }
        let told = slack.recorder().calls::<create_event::Request>().len();
        assert_eq!(slack.recorder().calls::<get_or_create_message::Request>().len() + told, 1);
    }
}

/// Slack waits for three seconds. An event comes again when it is told so; what people do comes once, and shows them a failure when
/// it is not taken.
#[tokio::test]
async fn slack_is_answered_within_a_second_though_botpress_is_silent_and_the_work_is_done_afterwards() {
    let click = json!({
        "type": "block_actions", "user": { "id": "U1" }, "channel": { "id": "C1" }, "trigger_id": "t1",
        "actions": [{ "type": "button", "action_id": "a", "block_id": "b", "value": "yes", "action_ts": "1.5" }],
    });
    let command = "command=%2Fremind&text=me&user_id=U1&channel_id=C1&trigger_id=t1";
    for (name, request, status) in [
        ("an event", event(&message()), StatusCode::SERVICE_UNAVAILABLE),
        (
            "an event of an own app",
            signed_with(OWN_SECRET, &envelope(&message()), NOW),
            StatusCode::SERVICE_UNAVAILABLE,
        ),
        ("a click", signed(&format!("payload={}", encoded(&click.to_string())), NOW), StatusCode::OK),
        ("a command", signed(command, NOW), StatusCode::OK),
    ] {
        let recorder = recorder();
        connect(&recorder, &[]);
        recorder.answer_json(Method::POST, format!("{SLACK}/users.profile.get"), json!({ "ok": true, "profile": {} }));
        state(&recorder, "appCredentials", &json!({ "signingSecret": OWN_SECRET }));
        let world = Standstill::new(recorder.clone(), "api.botpress.test");
        let (response, time) = world.webhook(&request).await;
        assert_eq!(response.status(), status, "{name}");
        assert!(time <= Duration::from_secs(1), "{name}: {time:?}");
        assert!(recorder.sent().is_empty(), "{name}: Botpress has not answered yet");

        world.answers().await;
        let again = world.webhook(&request).await.0;
        assert_eq!(again.status(), StatusCode::OK, "{name}: it is done");
        let told = recorder.calls::<create_event::Request>().len();
        assert_eq!(recorder.calls::<get_or_create_message::Request>().len() + told, 1, "{name}: and once");
    }
}

fn message() -> Value {
    json!({ "type": "message", "user": "U1", "channel": "C1", "ts": "1.1", "text": "hello" })
}

fn envelope(event: &Value) -> String {
    json!({ "type": "event_callback", "event_id": "Ev1", "api_app_id": "A1", "event": event }).to_string()
}
