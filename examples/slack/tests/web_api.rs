//! Calls of Slack's Web API that do not go well, without a socket.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test itself")]

mod common;
#[path = "support/standstill.rs"]
mod standstill;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use botpress_sdk::{
    Host as _,
    http::{Method, Response, StatusCode},
    testing::Harness,
};
use common::{SLACK, answer, calls, connect, connected, recorder};
use serde_json::{Value, json};
use standstill::Standstill;

const PROFILE: &str = r#"{"ok":true,"profile":{"first_name":"Ada"}}"#;

#[tokio::test]
async fn a_call_that_slack_holds_back_is_made_again_when_it_may_be() {
    let slack = connected();
    fails_at_first(&slack, 1, || Response::builder().status(429).header("retry-after", "7").body("{}".into()).unwrap());
    let before = slack.recorder().monotonic();
    assert_eq!(profile(&slack).await, (StatusCode::OK, json!({ "firstName": "Ada" }).to_string()));
    assert_eq!(slack.recorder().monotonic() - before, Duration::from_secs(7));
}

#[tokio::test]
async fn a_method_that_slack_holds_back_is_left_alone_and_others_are_not() {
    let slack = connected();
    fails_at_first(&slack, usize::MAX, || {
        Response::builder().status(429).header("retry-after", "3600").body("{}".into()).unwrap()
    });
    let (status, message) = profile(&slack).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR, "it was not executed: the platform may try again");
    assert_eq!(message, "Slack allows no more calls of users.profile.get for now: try again in 3600 s");
    profile(&slack).await;
    assert_eq!(calls(&slack, "users.profile.get").len(), 1, "who has to wait is not asked again");

    answer(&slack, "conversations.setTopic", json!({}));
    let input = json!({ "topic": "t", "channelId": "C1" });
    assert_eq!(slack.action("updateChannelTopic", input).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_only_reads_is_asked_again_when_it_failed_on_the_way() {
    let slack = connected();
    fails_at_first(&slack, 2, || Response::builder().status(502).body("bad gateway".into()).unwrap());
    assert_eq!(profile(&slack).await.0, StatusCode::OK);

    let slack = connected();
    fails_at_first(&slack, 2, || Response::new(r#"{"ok":false,"error":"internal_error"}"#.into()));
    assert_eq!(profile(&slack).await.0, StatusCode::OK);

    let slack = connected();
    fails_at_first(&slack, usize::MAX, || Response::builder().status(502).body("bad gateway".into()).unwrap());
    let (status, message) = profile(&slack).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(
        message,
        "Slack did not answer users.profile.get: POST https://slack.com/api/users.profile.get: Request failed with status \
         code 502"
    );
    assert_eq!(calls(&slack, "users.profile.get").len(), 3);
}

/// Botpress waits for 60 s.
#[tokio::test]
async fn what_slack_does_not_answer_is_given_up_in_time() {
    let recorder = recorder();
    connect(&recorder, &[]);
    let world = Standstill::new(recorder, "slack.com");
    let action = json!({ "type": "getUserProfile", "input": { "userId": "U1" } });
    let (answer, time) = world.call("action_triggered", &action).await;
    assert!(time < Duration::from_secs(45), "{time:?}");
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR, "the platform may try again");
    let told: Value = serde_json::from_slice(answer.body()).unwrap();
    assert!(told["message"].as_str().unwrap().starts_with("Slack did not answer users.profile.get: "), "{told}");
}

#[tokio::test]
async fn what_stays_as_it_is_until_somebody_acts_is_not_tried_again() {
    let slack = connected();
    answer(&slack, "users.profile.get", json!({ "error": "user_not_found" }));
    let (status, message) = profile(&slack).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(message, "Slack refused users.profile.get: user_not_found (there is no such user in the workspace)");
    assert_eq!(calls(&slack, "users.profile.get").len(), 1);
}

#[tokio::test]
async fn no_error_and_no_log_line_holds_a_token() {
    for body in [r#"{"ok":false,"error":"invalid_auth"}"#, "<html>not JSON</html>", "{}"] {
        let slack = connected();
        slack.recorder().answer_http(Method::POST, SLACK, move |_| Response::new(body.into()));
        let (_, message) = profile(&slack).await;
        let told = format!("{message} {:?}", slack.recorder().log());
        assert!(!told.contains("xox"), "{told}");
    }
}

#[tokio::test]
async fn what_is_read_is_asked_for_with_a_form_and_the_token_in_a_header() {
    let slack = connected();
    fails_at_first(&slack, 0, || Response::new("".into()));
    profile(&slack).await;
    let call = &slack.recorder().requests()[0];
    assert_eq!(call.headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(
        (call.headers["authorization"].to_str().unwrap(), call.text().as_str()),
        ("Bearer xoxe.xoxb-test", "user=U1")
    );
}

/// Reads a profile: the status, and what was read or what is wrong.
async fn profile(slack: &Harness) -> (StatusCode, String) {
    let answer = slack.action("getUserProfile", json!({ "userId": "U1" })).await;
    let text = if answer.status.is_success() { answer.output().to_string() } else { answer.error_message() };
    (answer.status, text)
}

/// Slack answers so many times with a failure, and then with a profile.
fn fails_at_first(slack: &Harness, times: usize, failure: impl Fn() -> Response<bytes::Bytes> + Send + Sync + 'static) {
    let asked = Arc::new(AtomicUsize::new(0));
    slack.recorder().answer_http(Method::POST, format!("{SLACK}/users.profile.get"), move |_| {
        if asked.fetch_add(1, Ordering::Relaxed) < times { failure() } else { Response::new(PROFILE.into()) }
    });
}
