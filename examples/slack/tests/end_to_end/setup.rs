//! How a workspace is connected, and left.

use std::{sync::Arc, time::Duration};

use botpress_local::{EchoBot, LocalBotpress, SilentBot};
use botpress_sdk::{
    NativeHost,
    http::{StatusCode, request::Parts},
};
use bytes::Bytes;
use serde_json::{Value, json};
use slack_workspace::{Consent, Failure, SpentRefresh};

use crate::{
    browser::{agree, fill, open},
    proxy::{Proxy, Trouble},
    stage::{Process, environment, installation},
    support::{ADA, BOT, GENERAL, Stage, call, people, soon},
};

#[tokio::test]
async fn the_ready_app_is_connected_with_one_choice() {
    let stage = unconnected(&[]).await;
    let start = open(&stage, &stage.wizard("start")).await;
    assert_eq!(start.status, StatusCode::OK);
    for choice in ["default", "manifest", "manual"] {
        assert!(start.text.contains(&format!("value=\"{choice}\"")), "{choice}");
    }
    stage.connect("default", ADA).await.unwrap();
    let granted = state(&stage, "oAuthCredentialsV2").await.unwrap();
    assert_eq!((&granted["botUserId"], &granted["teamId"]), (&json!(BOT), &json!("T0WORKSPACE")));
    assert!(granted["grantedScopes"].as_array().unwrap().contains(&json!("files:read")));
}

#[tokio::test]
async fn an_app_without_token_rotation_is_connected_and_works() {
    let workspace = people().uninstalled().start().await.unwrap();
    let stage = Stage::set(workspace, EchoBot::new(), ADA).await.unwrap();
    answers(&stage, GENERAL).await;
    let granted = state(&stage, "oAuthCredentialsV2").await.unwrap();
    assert_eq!(granted["rotatingRefreshToken"]["token"], "");
}

#[tokio::test]
async fn an_app_that_was_set_up_by_hand_is_connected_and_its_signature_believed() {
    let mut stage = unconnected(&STRANGER).await;
    by_hand(&mut stage).await;
    answers(&stage, GENERAL).await;
}

/// Else a slow Botpress would keep the events of such apps out for as long as it is slow.
#[tokio::test]
async fn a_signing_secret_that_takes_long_to_look_up_is_known_when_slack_comes_again() {
    let workspace =
        people().uninstalled().retry_delays([Duration::ZERO, Duration::from_secs(1), Duration::from_secs(2)]);
    let workspace = workspace.start().await.unwrap();
    let mut stage = Stage::prepare(workspace, LocalBotpress::builder().bot(EchoBot::new()), &STRANGER).await.unwrap();
    by_hand(&mut stage).await;
    let weather = |head: &Parts, _: &Bytes| head.uri.path().ends_with("/appCredentials").then_some(SLOW);
    let api = Proxy::with_weather([stage.botpress.api_url().to_owned()], weather).await;
    let env = environment(&stage.workspace, &stage.botpress);
    let host = NativeHost::new().with_env(env).with_env(STRANGER).with_env([("BP_API_URL", api.url())]);
    let process = Process::start(Arc::new(host)).await.unwrap();
    stage.botpress.move_to("slack", &*process.url).await.unwrap();
    answers(&stage, GENERAL).await;
}

/// Longer than the answer to a webhook may take.
const SLOW: Trouble = Trouble::Late(Duration::from_secs(1));

#[tokio::test]
async fn a_form_that_is_not_filled_in_well_is_shown_again() {
    let stage = unconnected(&[]).await;
    let page = fill(&stage, "save-manual-credentials", &[("clientId", "1.2"), ("clientSecret", "s3cret")]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("This is needed.") && page.text.contains("value=\"1.2\""), "{}", page.text);
    assert!(!page.text.contains("s3cret"), "a secret is not shown again");
    let long = "x".repeat(36);
    let fields = [("appConfigurationRefreshToken", "xoxe-1"), ("appName", &*long)];
    assert_eq!(fill(&stage, "create-app", &fields).await.status, StatusCode::OK, "the name is too long");
    let page = fill(&stage, "create-app", &[("appConfigurationRefreshToken", "xoxe-used"), ("appName", "Otto")]).await;
    assert!(page.text.contains("Slack refused tooling.tokens.rotate: invalid_refresh_token"), "{}", page.text);
}

#[tokio::test]
async fn an_app_is_made_from_a_manifest_and_takes_direct_messages() {
    let mut stage = unconnected(&STRANGER).await;
    let form = open(&stage, &stage.wizard("get-manifest-config")).await;
    assert!(form.text.contains("stays when you remove the integration"), "nobody else deletes it");
    let (_, refresh) = stage.workspace.configuration_tokens(ADA).unwrap();
    let fields = [("appConfigurationRefreshToken", &*refresh), ("appName", "Otto")];
    let page = fill(&stage, "create-app", &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    assert!(agree(&stage, &page, Consent::Allow).await.contains("success=true"));
    stage.configure(json!({})).await.unwrap();

    let app = stage.workspace.apps().into_iter().find(|app| app.name == "Otto").unwrap();
    let direct = stage.workspace.direct_message_with(ADA, &app.id).unwrap();
    let mut happenings = stage.workspace.happenings();
    stage.workspace.say(ADA, &direct, "hello").unwrap();
    soon(happenings.message(|message| message.user == app.bot_user && message.text == "hello")).await;
    let own = state(&stage, "appCredentials").await.unwrap();
    assert_ne!(own["appConfigurationRefreshToken"], json!(refresh), "it was good for once");
}

#[tokio::test]
async fn the_ready_app_after_one_of_ones_own_is_not_asked_for_with_its_credentials() {
    let stage = unconnected(&[]).await;
    let fields = [("clientId", "9.9"), ("clientSecret", "other"), ("signingSecret", "other")];
    let page = fill(&stage, "save-manual-credentials", &fields).await;
    assert!(page.location.unwrap().contains("client_id=9.9"));
    stage.connect("default", ADA).await.unwrap();
}

#[tokio::test]
async fn who_does_not_agree_is_told_that_nothing_was_connected() {
    let stage = unconnected(&[]).await;
    let asked = open(&stage, &stage.wizard("oauth-redirect")).await;
    let end = agree(&stage, &asked, Consent::Cancel).await;
    assert!(end.contains("success=false") && end.contains("not+allowed"), "{end}");
    assert!(state(&stage, "oAuthCredentialsV2").await.is_none());
}

#[tokio::test]
async fn what_slack_says_no_to_is_shown_with_what_to_do() {
    let stage = unconnected(&[("SECRET_CLIENT_SECRET", "wrong")]).await;
    let asked = open(&stage, &stage.wizard("oauth-redirect")).await;
    let end = agree(&stage, &asked, Consent::Allow).await;
    assert!(end.contains("bad_client_secret") && end.contains("set+it+up+again"), "{end}");
}

#[tokio::test]
async fn a_second_bot_with_the_same_app_is_told_why_it_cannot_be_connected() {
    let stage = unconnected(&[]).await;
    stage.connect("default", ADA).await.unwrap();
    let second = installation("second", &stage.integration_url, json!({})).unwrap();
    let second = stage.botpress.install(second).await.unwrap();
    let asked = open(&stage, &stage.wizard("oauth-redirect")).await.location.unwrap();
    let asked = asked.replace(&stage.installed.webhook_id, &second.webhook_id);
    let back = stage.workspace.consent(ADA, &asked, Consent::Allow).unwrap();
    let end = open(&stage, &back).await.location.unwrap();
    assert!(end.contains("success=false") && end.contains("Another+bot+uses+this+Slack+app"), "{end}");
}

#[tokio::test]
async fn a_workspace_that_does_not_know_the_token_is_said_when_the_configuration_is_saved() {
    let mut stage = unconnected(&[]).await;
    stage.connect("default", ADA).await.unwrap();
    let _ = stage.workspace.fail("auth.test", Failure::Refused("account_inactive".to_owned())).always();
    let refused = stage.configure(json!({})).await.unwrap_err().to_string();
    assert!(refused.contains("Slack refused auth.test: account_inactive"), "{refused}");
    assert!(refused.contains("connect the workspace again"), "it says what to do: {refused}");
}

#[tokio::test]
async fn tokens_that_have_expired_are_renewed_once_by_two_processes_at_once() {
    // What Slack does with whoever spends a refresh token a second time.
    for spent in [SpentRefresh::Refused, SpentRefresh::SecondDead, SpentRefresh::FirstDead] {
        let workspace = people().uninstalled().token_rotation().spent_refresh_tokens(spent);
        let stage = Stage::set(workspace.start().await.unwrap(), SilentBot, ADA).await.unwrap();
        let second = Process::start(stage.host.clone()).await.unwrap();
        let both = Proxy::to([stage.integration_url.clone(), second.url.clone()]).await;
        stage.botpress.move_to("slack", both.url()).await.unwrap();
        for round in 1..=3 {
            stage.workspace.expire_tokens();
            let profile = || call(&stage, "slack:getUserProfile", json!({ "userId": ADA }));
            let (one, two, three, four) = tokio::join!(profile(), profile(), profile(), profile());
            for output in [one, two, three, four, profile().await, profile().await] {
                assert_eq!(output["firstName"], "Ada", "{spent:?}, round {round}: {output}");
            }
        }
        let grants = stage.workspace.calls("oauth.v2.access");
        let renewals = grants.iter().filter(|grant| grant["grant_type"] == "refresh_token").count();
        assert_eq!(renewals, 3, "{spent:?}: once per round");
    }
}

#[tokio::test]
async fn leaving_gives_the_token_back_and_forgets_it() {
    let workspace = people().uninstalled().token_rotation().start().await.unwrap();
    let stage = Stage::set(workspace, SilentBot, ADA).await.unwrap();
    stage.botpress.uninstall("slack").await.unwrap();
    assert_eq!(stage.workspace.calls("auth.revoke").len(), 1);
    assert!(state(&stage, "oAuthCredentialsV2").await.is_none());
}

#[tokio::test]
async fn a_token_of_the_environment_connects_its_workspace_and_is_not_given_back() {
    let workspace = people().start().await.unwrap();
    let token = workspace.bot_token().to_owned();
    let env = [("SLACK_BOT_TOKEN", &*token)];
    let mut stage = Stage::prepare(workspace, LocalBotpress::builder().bot(EchoBot::new()), &env).await.unwrap();
    stage.configure(json!({})).await.unwrap();
    stage.workspace.set_events_url(&stage.installed.webhook_url).await.unwrap();
    answers(&stage, GENERAL).await;
    let granted = state(&stage, "oAuthCredentialsV2").await.unwrap();
    assert!(granted["grantedScopes"].as_array().unwrap().contains(&json!("files:read")), "{granted}");
    stage.botpress.uninstall("slack").await.unwrap();
    assert!(stage.workspace.calls("auth.revoke").is_empty(), "whoever has it wants to use it again");
    assert!(state(&stage, "oAuthCredentialsV2").await.is_none());
}

#[tokio::test]
async fn a_token_of_the_environment_that_may_too_little_is_refused_with_what_it_lacks() {
    let workspace = people().scopes(["chat:write", "users:read"]).start().await.unwrap();
    let token = workspace.bot_token().to_owned();
    let env = [("SLACK_BOT_TOKEN", &*token)];
    let mut stage = Stage::prepare(workspace, LocalBotpress::builder().bot(SilentBot), &env).await.unwrap();
    let refused = stage.configure(json!({})).await.unwrap_err().to_string();
    assert!(refused.contains("the Slack app lacks the scopes channels:history"), "{refused}");
    assert!(refused.contains("It has chat:write, users:read"), "{refused}");
}

/// Connects the workspace with the credentials of its app.
async fn by_hand(stage: &mut Stage) {
    let app = stage.workspace.app();
    let fields = [
        ("clientId", &*app.client_id),
        ("clientSecret", &*app.client_secret),
        ("signingSecret", stage.workspace.signing_secret()),
    ];
    let page = fill(stage, "save-manual-credentials", &fields).await;
    assert!(agree(stage, &page, Consent::Allow).await.contains("success=true"));
    stage.configure(json!({})).await.unwrap();
    stage.workspace.set_events_url(&stage.installed.webhook_url).await.unwrap();
}

/// The credentials of an app that the workspace does not know.
const STRANGER: [(&str, &str); 3] =
    [("SECRET_CLIENT_ID", "0.0"), ("SECRET_CLIENT_SECRET", "stranger"), ("SECRET_SIGNING_SECRET", "stranger")];

/// A workspace that nobody has connected yet.
async fn unconnected(env: &[(&str, &str)]) -> Stage {
    let workspace = people().uninstalled().token_rotation().start().await.unwrap();
    Stage::prepare(workspace, LocalBotpress::builder().bot(EchoBot::new()), env).await.unwrap()
}

/// Waits for the bot's answer to a message of Ada's.
async fn answers(stage: &Stage, channel: &str) {
    let mut happenings = stage.workspace.happenings();
    stage.workspace.say(ADA, channel, "hello").unwrap();
    soon(happenings.message(|message| message.user == BOT && message.text == "hello")).await;
}

/// A state of the integration; none when it is not set.
async fn state(stage: &Stage, name: &str) -> Option<Value> {
    let states = stage.botpress.states().await.unwrap();
    let state = states.into_iter().find(|state| state.name == name)?;
    Some(state.payload).filter(|payload| payload.as_object().is_some_and(|payload| !payload.is_empty()))
}
