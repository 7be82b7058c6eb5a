//! What happens when a configuration is saved and when the integration is removed, without a socket.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test itself")]

mod common;

use std::time::Duration;

use botpress_sdk::{
    Host as _, LogLevel, WebhookRequest,
    api::endpoint::{get_or_create_message, update_user},
    http::StatusCode,
    testing::{Harness, WEBHOOK_ID},
};
use common::{
    BOT, answer, answers, asked_for, calls, connect, connected_with, event, granted, remember, remembered, unconnected,
};
use serde_json::{Value, json};

#[tokio::test]
async fn the_bot_appears_in_botpress_as_it_is_configured() {
    let warning = "the bot's avatar is not shown: its URL has to begin with https://";
    for (name, avatar, shown, warnings) in [
        (" Otto ", " https://a.test/o.png ", Some(json!(["Otto", "https://a.test/o.png"])), &[][..]),
        ("Otto", "o.png", Some(json!(["Otto", null])), &[warning]),
        ("", "https://a.test/o.png", Some(json!([null, "https://a.test/o.png"])), &[]),
        (" ", "", None, &[]),
    ] {
        let slack = connected_with(&[]).configuration(json!({ "botName": name, "botAvatarUrl": avatar }));
        answer(&slack, "auth.test", json!({ "team": "Acme" }));
        assert_eq!(slack.register().await.status, StatusCode::OK);
        let updates = slack.recorder().calls::<update_user::Request>();
        assert!(updates.iter().all(|update| update.id.as_str() == "user_bot"));
        let updates: Vec<_> = updates.iter().map(|update| serde_json::to_value(update).unwrap()).collect();
        let updates: Vec<_> = updates.iter().map(|update| json!([update["name"], update["pictureUrl"]])).collect();
        assert_eq!(updates, Vec::from_iter(shown), "{name:?}, {avatar:?}");
        assert_eq!(slack.recorder().log_lines(LogLevel::Warn), warnings, "{name:?}, {avatar:?}");
        assert_eq!(slack.recorder().log_lines(LogLevel::Info), ["Connected to the Slack workspace Acme"]);
    }
}

#[tokio::test]
async fn scopes_that_are_missing_are_said_by_name_when_the_configuration_is_saved() {
    let all = asked_for(&unconnected()).await;
    let without = |missing: &[&str]| {
        let granted = all.iter().map(String::as_str).filter(|scope| !missing.contains(scope));
        granted.collect::<Vec<_>>()
    };
    let register = async |scopes: Vec<&str>| {
        let slack = connected_with(&scopes).configuration(json!({ "botName": "Otto" }));
        answer(&slack, "auth.test", json!({ "team": "Acme" }));
        let answer = slack.register().await;
        (answer.status, answer.error_message(), slack.recorder().log_lines(LogLevel::Warn))
    };
    assert_eq!(register(without(&[])).await, (StatusCode::OK, String::new(), vec![]));
    for missing in ["files:read", "users:read.email"] {
        let (status, told, _) = register(without(&[missing])).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(told.starts_with(&format!("the Slack app lacks the scopes {missing}: add them")), "{told}");
    }
    let (_, told, _) = register(without(&["files:read", "im:write"])).await;
    assert!(told.starts_with("the Slack app lacks the scopes files:read, im:write: add them"), "{told}");
    assert!(told.contains("connect the workspace again. It has channels:history, "), "{told}");

    // Without it the bot works, under the name of the app.
    let (status, _, warnings) = register(without(&["chat:write.customize"])).await;
    assert_eq!((status, warnings.len()), (StatusCode::OK, 1));
    assert!(warnings[0].contains("since it lacks the scope chat:write.customize"), "{warnings:?}");
}

#[tokio::test]
async fn an_app_that_was_installed_for_a_whole_organisation_is_refused_with_what_to_do() {
    let slack = unconnected();
    let granted = json!({
        "access_token": "xoxe.xoxb-1", "refresh_token": "xoxe-1", "expires_in": 43200, "scope": "chat:write",
        "bot_user_id": BOT, "team": null, "enterprise": { "id": "E1" }, "is_enterprise_install": true,
    });
    answer(&slack, "oauth.v2.access", granted);
    let back = WebhookRequest::new("GET", "/oauth").with_query(format!("code=c&state={WEBHOOK_ID}"));
    let end = slack.webhook(back).await.headers["location"].clone();
    assert!(end.contains("success=false") && end.contains("Install+the+app+in+one+workspace"), "{end}");
    assert_eq!(remembered(&slack, "oAuthCredentialsV2").await, Value::Null);
}

#[tokio::test]
async fn a_bot_leaves_whether_or_not_slack_takes_its_token_back() {
    for (refusal, warnings) in [
        (None, 0),
        // It is not good any more, as was wanted.
        (Some("token_revoked"), 0),
        (Some("fatal_error"), 1),
    ] {
        let slack = unconnected();
        remember(&slack, "oAuthCredentialsV2", &granted(&[])).await;
        answer(&slack, "auth.revoke", refusal.map_or(json!({ "revoked": true }), |code| json!({ "error": code })));
        assert_eq!(slack.unregister().await.status, StatusCode::OK, "{refusal:?}");
        assert!(!calls(&slack, "auth.revoke").is_empty());
        assert_eq!(remembered(&slack, "oAuthCredentialsV2").await, Value::Null, "{refusal:?}");
        let told = slack.recorder().log_lines(LogLevel::Warn);
        assert_eq!(told.len(), warnings, "{told:?}");
        assert!(told.iter().all(|told| told.contains("the Slack app is still installed in the workspace")), "{told:?}");
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_renewed_any_more_is_forgotten_too() {
    let slack = unconnected();
    remember(&slack, "oAuthCredentialsV2", &granted(&[])).await;
    answer(&slack, "oauth.v2.access", json!({ "error": "invalid_refresh_token" }));
    slack.recorder().advance(Duration::from_secs(7 * 24 * 60 * 60));
    assert_eq!(slack.unregister().await.status, StatusCode::OK);
    assert!(calls(&slack, "auth.revoke").is_empty());
    assert_eq!(remembered(&slack, "oAuthCredentialsV2").await, Value::Null);
}

#[tokio::test]
async fn a_bot_that_was_never_connected_leaves_without_a_call() {
    let slack = unconnected();
    assert_eq!(slack.unregister().await.status, StatusCode::OK);
    assert!(slack.recorder().requests().is_empty());
}

#[tokio::test]
async fn tokens_are_renewed_two_hours_before_they_end_and_nobody_waits_for_it() {
    let slack = unconnected();
    remember(&slack, "oAuthCredentialsV2", &granted(&[])).await;
    let new =
        json!({ "access_token": "xoxe.xoxb-2", "refresh_token": "xoxe-2", "expires_in": 43200, "scope": "chat:write" });
    answer(&slack, "oauth.v2.access", new);
    for (hour, in_use, renewals) in [(21, "xoxe.xoxb-test", 0), (23, "xoxe.xoxb-test", 1), (23, "xoxe.xoxb-2", 1)] {
        let passed = Duration::from_secs(hour * 60 * 60).saturating_sub(slack.recorder().monotonic());
        slack.recorder().advance(passed);
        assert_eq!(token_in_use(&slack).await, in_use, "after {hour} of 24 hours");
        slack.recorder().finish_background().await;
        assert_eq!(calls(&slack, "oauth.v2.access").len(), renewals, "after {hour} of 24 hours");
    }
}

#[tokio::test]
async fn an_installation_from_before_tokens_rotated_is_carried_over_and_rotates_from_then_on() {
    let slack = from_before().await;
    exchanges(&slack).await;
    assert_eq!(slack.register().await.status, StatusCode::OK);
    let exchange = json!({ "client_id": "1.2", "client_secret": "a-client-secret", "token": "xoxb-before" });
    assert_eq!(calls(&slack, "oauth.v2.exchange"), [exchange]);
    let kept = remembered(&slack, "oAuthCredentialsV2").await;
    assert_eq!((&kept["botUserId"], &kept["teamId"]), (&json!(BOT), &json!("T1")));
    assert_eq!(kept["grantedScopes"], json!(asked_for(&slack).await));
    assert_eq!(remembered(&slack, "credentials").await, Value::Null, "it is spent");
    assert_eq!(token_in_use(&slack).await, "xoxe.xoxb-1");

    answer(
        &slack,
        "oauth.v2.access",
        json!({ "access_token": "xoxe.xoxb-2", "refresh_token": "xoxe-2", "expires_in": 43200, "scope": "chat:write" }),
    );
    slack.recorder().advance(Duration::from_secs(11 * 60 * 60));
    token_in_use(&slack).await;
    slack.recorder().finish_background().await;
    assert_eq!(calls(&slack, "oauth.v2.access")[0]["refresh_token"], "xoxe-1");
    assert_eq!(token_in_use(&slack).await, "xoxe.xoxb-2");
    assert_eq!(calls(&slack, "oauth.v2.exchange").len(), 1);
}

#[tokio::test]
async fn an_installation_from_before_hears_without_its_configuration_being_saved_again() {
    let slack = from_before().await;
    exchanges(&slack).await;
    answer(&slack, "users.profile.get", json!({ "profile": {} }));
    let said = json!({ "type": "message", "user": "U1", "channel": "C1", "ts": "1.1", "text": "still there?" });
    slack.webhook(event(&said)).await;
    slack.recorder().finish_background().await;
    assert_eq!(slack.webhook(event(&said)).await.status, StatusCode::OK);
    assert_eq!(slack.recorder().calls::<get_or_create_message::Request>().len(), 1);
}

#[tokio::test]
async fn the_token_of_an_app_that_does_not_rotate_stays_good_as_it_is() {
    let slack = from_before().await;
    answer(&slack, "oauth.v2.exchange", json!({ "error": "token_rotation_not_enabled" }));
    answer(&slack, "auth.test", json!({ "team": "Acme", "team_id": "T1", "user_id": BOT }));
    assert_eq!(slack.register().await.status, StatusCode::OK);
    slack.recorder().advance(Duration::from_secs(400 * 24 * 60 * 60));
    assert_eq!(token_in_use(&slack).await, "xoxb-before");
    assert_eq!(calls(&slack, "oauth.v2.exchange").len(), 1);
}

#[tokio::test]
async fn two_processes_that_exchange_the_token_of_before_at_once_use_the_same_new_one() {
    let slack = from_before().await;
    answer(&slack, "auth.test", json!({ "team": "Acme", "team_id": "T1", "user_id": BOT }));
    let recorder = slack.recorder().clone();
    answers(&slack, "oauth.v2.exchange", move |_| {
        // The other process has kept its token by the time that this one looks.
        connect(&recorder, &[]);
        json!({ "error": "token_already_exchanged" })
    });
    assert_eq!(slack.register().await.status, StatusCode::OK);
    assert_eq!(token_in_use(&slack).await, "xoxe.xoxb-test");
}

#[tokio::test]
async fn a_token_of_before_that_is_not_good_any_more_is_said_with_what_to_do() {
    let slack = from_before().await;
    answer(&slack, "oauth.v2.exchange", json!({ "error": "invalid_auth" }));
    let refused = slack.register().await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let told = refused.error_message();
    assert!(told.contains("Slack refused oauth.v2.exchange: invalid_auth"), "{told}");
    assert!(told.contains("connect the workspace again"), "{told}");
}

/// An installation of the official integration from before tokens rotated: all that it has is a token.
async fn from_before() -> Harness {
    let slack = unconnected();
    let token = json!({ "accessToken": "xoxb-before", "signingSecret": "unused" });
    remember(&slack, "credentials", &token).await;
    slack
}

/// Slack exchanges the token of before.
async fn exchanges(slack: &Harness) {
    let scopes = asked_for(slack).await.join(",");
    let new = json!({ "access_token": "xoxe.xoxb-1", "refresh_token": "xoxe-1", "expires_in": 43200, "scope": scopes });
    answer(slack, "oauth.v2.exchange", new);
    answer(slack, "auth.test", json!({ "team": "Acme", "team_id": "T1", "user_id": BOT }));
}

/// The token that the next call is made with.
async fn token_in_use(slack: &Harness) -> String {
    answer(slack, "users.profile.get", json!({ "profile": {} }));
    assert_eq!(slack.action("getUserProfile", json!({ "userId": "U1" })).await.status, StatusCode::OK);
    let requests = slack.recorder().requests();
    let call = requests.iter().rfind(|request| request.url.ends_with("/users.profile.get")).unwrap();
    call.headers["authorization"].to_str().unwrap().trim_start_matches("Bearer ").to_owned()
}
