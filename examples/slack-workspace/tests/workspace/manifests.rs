use serde_json::{Value, json};
use slack_workspace::{Consent, Happening, Workspace};

use crate::support::{ADA, Api, App, GENERAL, soon, workspace};

fn manifest(url: &str) -> Value {
    json!({
        "display_information": { "name": "Made" },
        "features": {
            "bot_user": { "display_name": "Made bot", "always_online": true },
            "app_home": { "messages_tab_enabled": true, "messages_tab_read_only_enabled": false },
            "slash_commands": [{ "command": "/made", "description": "Made", "url": url }],
        },
        "oauth_config": { "redirect_urls": ["http://127.0.0.1:1/oauth"], "scopes": { "bot": ["chat:write", "im:history"] } },
        "settings": {
            "event_subscriptions": { "request_url": url, "bot_events": ["message.im"] },
            "interactivity": { "is_enabled": true, "request_url": url },
            "token_rotation_enabled": true,
        },
    })
}

fn configuration(workspace: &Workspace) -> Api {
    Api::with(workspace, &workspace.configuration_tokens(ADA).unwrap().0)
}

async fn create(api: &Api, manifest: &Value) -> Value {
    api.call("apps.manifest.create", json!({ "manifest": manifest.to_string() })).await
}

#[tokio::test]
async fn an_app_is_made_asked_for_its_address_and_installed() {
    let workspace = workspace().await;
    let mut happenings = workspace.happenings();
    let app = App::start().await;
    let api = configuration(&workspace);
    let valid = api.call("apps.manifest.validate", json!({ "manifest": manifest(&app.url).to_string() })).await;
    assert_eq!(valid["ok"], true);
    let created = create(&api, &manifest(&app.url)).await;
    let id = created["app_id"].as_str().unwrap();
    let credentials = &created["credentials"];
    let verified = soon(happenings.find(|happening| match happening {
        Happening::AddressVerified { app, error, .. } => Some((app, error)),
        _ => None,
    }));
    assert_eq!(verified.await, (id.to_owned(), None));

    let url = created["oauth_authorize_url"].as_str().unwrap();
    let sent = workspace.consent(ADA, url, Consent::Allow).unwrap();
    assert!(sent.starts_with("http://127.0.0.1:1/oauth?code="));
    let code = form_urlencoded::parse(sent.split_once('?').unwrap().1.as_bytes()).next().unwrap().1.into_owned();
    let fields = [
        ("client_id", credentials["client_id"].as_str().unwrap()),
        ("client_secret", credentials["client_secret"].as_str().unwrap()),
        ("code", &code),
    ];
    let grant = Api::with(&workspace, "").form("oauth.v2.access", &fields).await;
    assert_eq!((&grant["app_id"], &grant["expires_in"]), (&json!(id), &json!(43_200)));

    let direct = workspace.direct_message_with(ADA, id).unwrap();
    workspace.say(ADA, GENERAL, "not subscribed").unwrap();
    workspace.say(ADA, &direct, "hello").unwrap();
    let heard = app.find(|received| received.json()["event"]["type"] == "message").await;
    assert_eq!(heard.json()["event"]["text"], "hello");
    let timestamp = heard.header("x-slack-request-timestamp").unwrap().parse().unwrap();
    let secret = credentials["signing_secret"].as_str().unwrap();
    assert_eq!(heard.header("x-slack-signature"), Some(&*slack_workspace::sign(secret, timestamp, &heard.body)));
    workspace.command(ADA, GENERAL, "/made", "now").unwrap();
    assert_eq!(app.find(|received| received.field("command") == "/made").await.field("api_app_id"), id);
}

#[tokio::test]
async fn an_app_without_the_messages_tab_takes_no_direct_messages() {
    let workspace = workspace().await;
    let mut manifest = manifest("http://127.0.0.1:1/");
    manifest["features"]["app_home"] = Value::Null;
    let created = create(&configuration(&workspace), &manifest).await;
    let direct = workspace.direct_message_with(ADA, created["app_id"].as_str().unwrap()).unwrap();
    assert_eq!(workspace.say(ADA, &direct, "hi").unwrap_err().to_string(), "messages_tab_disabled");
}

#[tokio::test]
async fn a_manifest_that_is_wrong_is_told_where() {
    let workspace = workspace().await;
    let api = configuration(&workspace);
    let mut wrong = manifest("http://127.0.0.1:1/");
    wrong["display_information"]["name"] = "n".repeat(36).into();
    wrong["settings"]["event_subscriptions"]["request_url"] = Value::Null;
    let refused = create(&api, &wrong).await;
    assert_eq!(refused["error"], "invalid_manifest");
    let pointers: Vec<_> = refused["errors"].as_array().unwrap().iter().map(|error| &error["pointer"]).collect();
    assert_eq!(pointers, ["/display_information/name", "/settings/event_subscriptions"]);
    let refused = api.call("apps.manifest.validate", json!({ "manifest": "{" })).await;
    assert_eq!(refused["error"], "invalid_manifest");
    assert_eq!(workspace.apps().len(), 1);
}

#[tokio::test]
async fn an_app_is_changed_exported_and_deleted() {
    let workspace = workspace().await;
    let api = configuration(&workspace);
    let made = manifest("http://127.0.0.1:1/");
    let id = create(&api, &made).await["app_id"].clone();
    let mut changed = made.clone();
    changed["oauth_config"]["scopes"]["bot"] = json!(["chat:write"]);
    let update = json!({ "app_id": id, "manifest": changed.to_string() });
    assert_eq!(api.call("apps.manifest.update", update).await["permissions_updated"], true);
    assert_eq!(api.call("apps.manifest.export", json!({ "app_id": id })).await["manifest"], changed);
    assert_eq!(api.call("apps.manifest.delete", json!({ "app_id": id })).await["ok"], true);
    assert_eq!(api.call("apps.manifest.export", json!({ "app_id": id })).await["error"], "app_id_not_found");
}

#[tokio::test]
async fn configuration_tokens_are_rotated() {
    let workspace = workspace().await;
    let (_, refresh) = workspace.configuration_tokens(ADA).unwrap();
    let rotate = |token: &str| {
        let (api, token) = (Api::with(&workspace, ""), token.to_owned());
        async move { api.form("tooling.tokens.rotate", &[("refresh_token", &token)]).await }
    };
    let rotated = rotate(&refresh).await;
    assert_eq!((&rotated["ok"], &rotated["user_id"]), (&json!(true), &json!(ADA)));
    assert_eq!(rotated["exp"].as_u64().unwrap() - rotated["iat"].as_u64().unwrap(), 43_200);
    assert_eq!(rotate(&refresh).await["error"], "invalid_refresh_token");
    let api = Api::with(&workspace, rotated["token"].as_str().unwrap());
    assert_eq!(create(&api, &manifest("http://127.0.0.1:1/")).await["ok"], true);
    let bots = Api::of(&workspace);
    assert_eq!(create(&bots, &manifest("http://127.0.0.1:1/")).await["error"], "not_allowed_token_type");
}
