use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use slack_workspace::{Consent, Failure, Happening, ManualClock, Refusal, SpentRefresh, Workspace};

use crate::support::{ADA, Api, App, GENERAL, encoded, people, request, soon, workspace};

const REDIRECT: &str = "http://127.0.0.1:1/oauth";

fn authorize_url(workspace: &Workspace, more: &[(&str, &str)]) -> String {
    let client = workspace.app().client_id;
    let mut fields = vec![("client_id", &*client), ("scope", "chat:write,users:read"), ("state", "a state")];
    fields.extend(more);
    format!("{}/oauth/v2/authorize?{}", workspace.url(), encoded(&fields))
}

fn parameter(url: &str, wanted: &str) -> Option<String> {
    let query = url.split_once('?')?.1;
    form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
}

/// A person allows the app; the code.
fn code(workspace: &Workspace) -> String {
    let url = workspace.consent(ADA, &authorize_url(workspace, &[("redirect_uri", REDIRECT)]), Consent::Allow).unwrap();
    assert!(url.starts_with(REDIRECT));
    assert_eq!(parameter(&url, "state").as_deref(), Some("a state"));
    parameter(&url, "code").unwrap()
}

async fn access(workspace: &Workspace, more: &[(&str, &str)]) -> Value {
    let app = workspace.app();
    let mut fields = vec![("client_id", &*app.client_id), ("client_secret", &*app.client_secret)];
    fields.extend(more);
    Api::with(workspace, "").form("oauth.v2.access", &fields).await
}

async fn redeem(workspace: &Workspace, code: &str) -> Value {
    access(workspace, &[("code", code), ("redirect_uri", REDIRECT)]).await
}

async fn refresh(workspace: &Workspace, token: &Value) -> Value {
    access(workspace, &[("grant_type", "refresh_token"), ("refresh_token", token.as_str().unwrap())]).await
}

/// Whether the Web API takes a token, and what it says otherwise.
async fn test(workspace: &Workspace, token: &Value) -> Value {
    Api::with(workspace, token.as_str().unwrap()).form("auth.test", &[]).await["error"].clone()
}

async fn rotating() -> Workspace {
    people().uninstalled().token_rotation().start().await.unwrap()
}

#[tokio::test]
async fn a_code_installs_the_app_once() {
    let workspace = people().uninstalled().start().await.unwrap();
    let app = App::hearing(&workspace).await;
    let mut happenings = workspace.happenings();
    workspace.say(ADA, GENERAL, "before").unwrap();
    let code = code(&workspace);
    let grant = redeem(&workspace, &code).await;
    assert_eq!(
        (&grant["ok"], &grant["token_type"], &grant["bot_user_id"]),
        (&json!(true), &json!("bot"), &json!("U0BOT"))
    );
    assert_eq!((&grant["scope"], &grant["team"]["id"]), (&json!("chat:write,users:read"), &json!("T0WORKSPACE")));
    assert_eq!((&grant["refresh_token"], &grant["expires_in"]), (&Value::Null, &Value::Null));
    assert_eq!(grant["authed_user"]["id"], ADA);
    let installed = |happening| matches!(happening, Happening::AppInstalled { .. }).then_some(());
    soon(happenings.find(installed)).await;
    assert_eq!(test(&workspace, &grant["access_token"]).await, Value::Null);
    workspace.say(ADA, GENERAL, "after").unwrap();
    assert_eq!(app.event("message").await["text"], "after", "before it was installed it heard nothing");
    assert_eq!(redeem(&workspace, &code).await["error"], "code_already_used");
}

#[tokio::test]
async fn a_person_may_say_no() {
    let workspace = workspace().await;
    let asked = authorize_url(&workspace, &[("redirect_uri", REDIRECT)]);
    let url = workspace.consent(ADA, &asked, Consent::Cancel).unwrap();
    assert_eq!(parameter(&url, "error").as_deref(), Some("access_denied"));
    assert_eq!((parameter(&url, "code"), parameter(&url, "state").as_deref()), (None, Some("a state")));
}

#[tokio::test]
async fn the_page_asks_a_person_and_sends_them_back() {
    let workspace = workspace().await;
    let url = authorize_url(&workspace, &[("redirect_uri", REDIRECT)]);
    let page = request(Method::GET, &url, &[], "").await.unwrap();
    assert!(page.text().contains("Ada Lovelace") && page.text().contains("chat:write"));
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let sent = request(Method::POST, &url, &form, "user=U1ADA&answer=allow").await.unwrap();
    assert_eq!(sent.status, StatusCode::FOUND);
    assert!(parameter(sent.headers["location"].to_str().unwrap(), "code").is_some());
    let foreign = [form[0], ("origin", "http://evil.test")];
    let refused = request(Method::POST, &url, &foreign, "user=U1ADA&answer=allow").await.unwrap();
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_request_that_does_not_fit_the_app_is_refused() {
    let workspace = people().redirect_urls(["https://a.test/oauth"]).start().await.unwrap();
    let consent = |more: &[(&str, &str)]| workspace.consent(ADA, &authorize_url(&workspace, more), Consent::Allow);
    assert_eq!(consent(&[("client_id", "other")]), Err(Refusal::InvalidClientId));
    assert_eq!(consent(&[("redirect_uri", REDIRECT)]), Err(Refusal::BadRedirectUri));
    assert_eq!(consent(&[("scope", "")]), Err(Refusal::InvalidScope));
    assert!(consent(&[("redirect_uri", "https://a.test/oauth/below")]).is_ok());

    let workspace = people().start().await.unwrap();
    let code = code(&workspace);
    let other = access(&workspace, &[("code", &code), ("redirect_uri", "https://b.test")]).await;
    assert_eq!(other["error"], "bad_redirect_uri");
    assert_eq!(access(&workspace, &[("code", "made up")]).await["error"], "invalid_code");
    assert_eq!(access(&workspace, &[("code", &code), ("client_secret", "wrong")]).await["error"], "bad_client_secret");
    assert_eq!(access(&workspace, &[("grant_type", "password")]).await["error"], "invalid_grant_type");
}

#[tokio::test]
async fn a_refresh_token_is_spent_once() {
    let workspace = rotating().await;
    let first = redeem(&workspace, &code(&workspace)).await;
    assert_eq!(first["expires_in"], 43_200);
    let second = refresh(&workspace, &first["refresh_token"]).await;
    assert_eq!((&second["ok"], &second["scope"]), (&json!(true), &first["scope"]));
    assert_ne!(second["refresh_token"], first["refresh_token"]);
    assert_eq!(refresh(&workspace, &first["refresh_token"]).await["error"], "invalid_refresh_token");
    for grant in [&first, &second] {
        assert_eq!(test(&workspace, &grant["access_token"]).await, Value::Null, "both live until they expire");
    }
    let third = refresh(&workspace, &second["refresh_token"]).await;
    assert_eq!(test(&workspace, &first["access_token"]).await, "token_revoked", "two are kept alive");
    assert_eq!(test(&workspace, &third["access_token"]).await, Value::Null);
}

#[tokio::test]
async fn who_spends_a_refresh_token_second_may_get_dead_tokens() {
    let builder = people().uninstalled().token_rotation().spent_refresh_tokens(SpentRefresh::SecondDead);
    let workspace = builder.start().await.unwrap();
    let first = redeem(&workspace, &code(&workspace)).await;
    let (one, other) =
        (refresh(&workspace, &first["refresh_token"]).await, refresh(&workspace, &first["refresh_token"]).await);
    assert_eq!((&one["ok"], &other["ok"]), (&json!(true), &json!(true)));
    assert_eq!(test(&workspace, &one["access_token"]).await, Value::Null);
    assert_eq!(test(&workspace, &other["access_token"]).await, "invalid_auth");
    assert_eq!(refresh(&workspace, &other["refresh_token"]).await["error"], "invalid_refresh_token");
    assert_eq!(refresh(&workspace, &one["refresh_token"]).await["ok"], true);
}

#[tokio::test]
async fn who_spends_a_refresh_token_first_may_lose_their_tokens() {
    let builder = people().uninstalled().token_rotation().spent_refresh_tokens(SpentRefresh::FirstDead);
    let workspace = builder.start().await.unwrap();
    let first = redeem(&workspace, &code(&workspace)).await;
    let (one, other) =
        (refresh(&workspace, &first["refresh_token"]).await, refresh(&workspace, &first["refresh_token"]).await);
    assert_eq!(test(&workspace, &one["access_token"]).await, "invalid_auth");
    assert_eq!(test(&workspace, &other["access_token"]).await, Value::Null);
}

#[tokio::test]
async fn tokens_expire_by_the_workspaces_clock() {
    let clock = ManualClock::at(Duration::from_secs(1_767_225_600));
    let builder = people().uninstalled().token_rotation().token_lifetime(Duration::from_secs(60));
    let workspace = builder.clock(clock.clone()).start().await.unwrap();
    let grant = redeem(&workspace, &code(&workspace)).await;
    assert_eq!(grant["expires_in"], 60);
    clock.advance(Duration::from_secs(59));
    assert_eq!(test(&workspace, &grant["access_token"]).await, Value::Null);
    clock.advance(Duration::from_secs(1));
    assert_eq!(test(&workspace, &grant["access_token"]).await, "token_expired");
    let fresh = refresh(&workspace, &grant["refresh_token"]).await;
    assert_eq!(test(&workspace, &fresh["access_token"]).await, Value::Null);
    workspace.expire_tokens();
    assert_eq!(test(&workspace, &fresh["access_token"]).await, "token_expired");

    let late = code(&workspace);
    clock.advance(Duration::from_secs(600));
    assert_eq!(redeem(&workspace, &late).await["error"], "invalid_code", "a code lives ten minutes");
}

#[tokio::test]
async fn a_refresh_whose_answer_is_lost_has_spent_the_token() {
    let workspace = rotating().await;
    let grant = redeem(&workspace, &code(&workspace)).await;
    workspace.fail("oauth.v2.access", Failure::AnswerLost);
    let app = workspace.app();
    let form = encoded(&[
        ("client_id", &app.client_id),
        ("client_secret", &app.client_secret),
        ("grant_type", "refresh_token"),
        ("refresh_token", grant["refresh_token"].as_str().unwrap()),
    ]);
    let lost = Api::with(&workspace, "").send("oauth.v2.access", "application/x-www-form-urlencoded", form).await;
    assert!(lost.is_err());
    assert_eq!(refresh(&workspace, &grant["refresh_token"]).await["error"], "invalid_refresh_token");
}

#[tokio::test]
async fn a_long_lived_token_is_exchanged_once() {
    let workspace = people().token_rotation().start().await.unwrap();
    let app = workspace.app();
    let fields = [("client_id", &*app.client_id), ("client_secret", &*app.client_secret)];
    let api = Api::of(&workspace);
    let grant = api.form("oauth.v2.exchange", &fields).await;
    assert_eq!((&grant["ok"], &grant["expires_in"]), (&json!(true), &json!(43_200)));
    assert_eq!(test(&workspace, &grant["access_token"]).await, Value::Null);
    assert_eq!(api.form("oauth.v2.exchange", &fields).await["error"], "token_already_exchanged");

    let without = people().start().await.unwrap();
    let refused = Api::of(&without).form("oauth.v2.exchange", &fields).await;
    assert_eq!(refused["error"], "token_rotation_not_enabled");
}

#[tokio::test]
async fn the_client_may_prove_itself_in_the_header() {
    let workspace = people().client("100.1", "secret").start().await.unwrap();
    let code = code(&workspace);
    let form = encoded(&[("code", &code), ("redirect_uri", REDIRECT)]);
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        // 100.1:secret
        ("authorization", "Basic MTAwLjE6c2VjcmV0"),
    ];
    let url = format!("{}/oauth.v2.access", workspace.api_url());
    let grant = request(Method::POST, &url, &headers, form).await.unwrap().json();
    assert_eq!(grant["ok"], true);
}

#[tokio::test]
async fn a_revoked_token_takes_the_app_with_it() {
    let workspace = workspace().await;
    let app = App::hearing(&workspace).await;
    let api = Api::of(&workspace);
    assert_eq!(api.form("auth.revoke", &[("test", "true")]).await["revoked"], false);
    assert_eq!(api.form("auth.revoke", &[]).await["revoked"], true);
    app.event("tokens_revoked").await;
    assert_eq!(api.form("auth.test", &[]).await["error"], "token_revoked");
    assert!(!workspace.app().is_installed);
}

#[tokio::test]
async fn a_wrong_token_is_refused_and_a_right_one_tells_its_scopes() {
    let workspace = people().scopes(["users:read", "chat:write"]).start().await.unwrap();
    assert_eq!(Api::with(&workspace, "").form("auth.test", &[]).await["error"], "not_authed");
    assert_eq!(Api::with(&workspace, "xoxb-other").form("auth.test", &[]).await["error"], "invalid_auth");
    let answer = Api::of(&workspace).answer("auth.test", json!({})).await.unwrap();
    assert_eq!(answer.headers["x-oauth-scopes"], "users:read,chat:write");
    let answer = answer.json();
    assert_eq!(
        (&answer["user_id"], &answer["bot_id"], &answer["team"]),
        (&json!("U0BOT"), &json!("B0BOT"), &json!("Workspace"))
    );
    let refused = Api::of(&workspace).form("reactions.add", &[]).await;
    assert_eq!((&refused["error"], &refused["needed"]), (&json!("missing_scope"), &json!("reactions:write")));
    assert_eq!(refused["provided"], "users:read,chat:write");
    let app_level = Api::with(&workspace, &workspace.app().app_token);
    assert_eq!(app_level.form("auth.test", &[]).await["error"], "not_allowed_token_type");
}
