use std::time::Duration;

use http::StatusCode;
use serde_json::json;
use slack_workspace::{Chaos, Failure, Happening, ManualClock};

use crate::support::{ADA, Api, GENERAL, people, soon, workspace};

#[tokio::test]
async fn calls_can_be_made_to_fail_one_after_the_other() {
    let workspace = workspace().await;
    let api = Api::of(&workspace);
    workspace.fail_next("auth.test", Failure::RateLimited { retry_after: Duration::from_secs(7) });
    workspace.fail("auth.test", Failure::Refused("account_inactive".to_owned()));
    workspace.fail("auth.test", Failure::Status(502));
    let limited = api.answer("auth.test", json!({})).await.unwrap();
    assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(limited.headers["retry-after"], "7");
    assert_eq!(limited.json()["error"], "ratelimited");
    assert_eq!(api.call("auth.test", json!({})).await["error"], "account_inactive");
    let proxy = api.answer("auth.test", json!({})).await.unwrap();
    assert_eq!((proxy.status, proxy.text()), (StatusCode::BAD_GATEWAY, "not from Slack".to_owned()));
    assert_eq!(api.call("auth.test", json!({})).await["user_id"], "U0BOT");
}

#[tokio::test]
async fn a_failure_happens_as_often_and_as_late_as_it_is_told() {
    let workspace = workspace().await;
    let api = Api::of(&workspace);
    let refused = || Failure::Refused("internal_error".to_owned());
    let mut outcomes = Vec::new();
    workspace.fail("auth.test", refused()).after(1).times(2);
    for _ in 0..4 {
        outcomes.push(api.call("auth.test", json!({})).await["ok"] == true);
    }
    assert_eq!(outcomes, [true, false, false, true]);
    workspace.fail("auth.test", refused()).always();
    for _ in 0..3 {
        assert_eq!(api.call("auth.test", json!({})).await["ok"], false);
    }
    workspace.heal();
    assert_eq!(api.call("auth.test", json!({})).await["ok"], true);
}

#[tokio::test]
async fn an_answer_can_be_lost_after_the_post_and_a_connection_before_it() {
    let workspace = workspace().await;
    let api = Api::of(&workspace);
    let post = |text: &str| api.answer("chat.postMessage", json!({ "channel": GENERAL, "text": text }));
    workspace.fail("chat.postMessage", Failure::ConnectionLost);
    workspace.fail("chat.postMessage", Failure::AnswerLost);
    assert!(post("never").await.is_err());
    assert!(post("posted").await.is_err());
    assert!(post("answered").await.is_ok());
    let texts: Vec<_> = workspace.messages(GENERAL).into_iter().map(|message| message.text).collect();
    assert_eq!(texts, ["posted", "answered"]);
}

#[tokio::test]
async fn a_call_can_be_slow_or_never_answered() {
    let workspace = workspace().await;
    let api = Api::of(&workspace);
    workspace.fail("auth.test", Failure::Slow(Duration::from_millis(1)));
    assert_eq!(api.call("auth.test", json!({})).await["ok"], true);

    let mut happenings = workspace.happenings();
    workspace.fail("chat.postMessage", Failure::Silence);
    let call = api.answer("chat.postMessage", json!({ "channel": GENERAL, "text": "posted" }));
    tokio::select! {
        answer = call => panic!("it was answered: {answer:?}"),
        message = soon(happenings.message(|_| true)) => assert_eq!(message.text, "posted"),
    }
    let silent = |happening| {
        matches!(happening, Happening::ApiCalled { error: Some(error), .. } if error == "silence").then_some(())
    };
    soon(happenings.find(silent)).await;
}

#[tokio::test]
async fn a_method_that_does_not_exist_is_said_so() {
    let workspace = workspace().await;
    assert_eq!(Api::of(&workspace).call("chat.shout", json!({})).await["error"], "unknown_method");
}

#[tokio::test]
async fn calls_are_limited_by_the_minute_where_that_is_asked_for() {
    let clock = ManualClock::at(Duration::from_secs(1_767_225_600));
    let workspace = people().clock(clock.clone()).tier_limits().start().await.unwrap();
    let api = Api::of(&workspace);
    for _ in 0..20 {
        assert_eq!(api.form("users.list", &[]).await["ok"], true);
    }
    clock.advance(Duration::from_secs(15));
    let limited = api.send("users.list", "application/x-www-form-urlencoded", String::new()).await.unwrap();
    assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(limited.headers["retry-after"], "45");
    assert_eq!(api.form("users.info", &[("user", ADA)]).await["ok"], true, "each method has its own budget");
    clock.advance(Duration::from_secs(45));
    assert_eq!(api.form("users.list", &[]).await["ok"], true);
}

#[tokio::test]
async fn posts_are_limited_by_the_second_and_channel() {
    let clock = ManualClock::at(Duration::from_secs(1_767_225_600));
    let workspace = people().clock(clock.clone()).posts_per_second(1).start().await.unwrap();
    let api = Api::of(&workspace);
    api.post(GENERAL, "one").await;
    let second = json!({ "channel": GENERAL, "text": "two" });
    let limited = api.answer("chat.postMessage", second.clone()).await.unwrap();
    assert_eq!(
        (limited.status, &limited.headers["retry-after"]),
        (StatusCode::TOO_MANY_REQUESTS, &"1".parse().unwrap())
    );
    api.post(ADA, "elsewhere").await;
    clock.advance(Duration::from_secs(1));
    assert_eq!(api.call("chat.postMessage", second).await["ok"], true);
}

#[tokio::test]
async fn chaos_limits_and_fails_calls() {
    let workspace = workspace().await;
    workspace.stir(Chaos::seeded(1).limited_calls(0.4).failed_calls(0.4).lost_call_answers(0.2));
    let api = Api::of(&workspace);
    let mut seen = [0; 3];
    for _ in 0..50 {
        let answer = api.answer("chat.postMessage", json!({ "channel": GENERAL, "text": "hi" })).await;
        seen[match answer.map(|answer| answer.status) {
            Ok(StatusCode::TOO_MANY_REQUESTS) => 0,
            Ok(StatusCode::SERVICE_UNAVAILABLE) => 1,
            Err(_) => 2,
            Ok(other) => panic!("{other}"),
        }] += 1;
    }
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
    assert_eq!(workspace.messages(GENERAL).len(), seen[2], "only those whose answers were lost were posted");
    workspace.heal();
    api.post(GENERAL, "calm").await;
}
