//! Several workspaces behind one address: the scripts that find out whose a request is.

use std::sync::Arc;

use botpress_local::{Happening, SilentBot};
use botpress_sdk::{NativeHost, client::Http, http::StatusCode};
use serde_json::{Value, json};
use slack_workspace::{Consent, Outcome};

use crate::{
    stage::{Process, installation},
    support::{ADA, GENERAL, Stage, event, people, soon},
};

const EXTRACT: &str = include_str!("../../scripts/extract.vrl");
const FALLBACK: &str = include_str!("../../scripts/fallback.vrl");

#[tokio::test]
async fn the_workspace_of_a_request_is_found_however_it_is_written() {
    let stage = Stage::set(people().uninstalled().start().await.unwrap(), SilentBot, ADA).await.unwrap();
    let said = |text: &str| json!({ "team_id": "T1", "type": "event_callback", "event": { "text": text } }).to_string();
    let form = |payload: &Value| format!("payload={}", encoded(&payload.to_string()));
    for (name, body, team) in [
        ("an event", said("hello"), Some("T1")),
        ("an event with a percent-encoded quote", said("100%22 {\"team_id\":\"T2\"}"), Some("T1")),
        ("an event with a percent-encoded line end", said("a%0Ab"), Some("T1")),
        ("an event with a plus and an accent", said("1+1 & é 🦀"), Some("T1")),
        ("an event that speaks of a payload", said("payload={}&team_id=T2"), Some("T1")),
        (
            "a click",
            form(&json!({ "type": "block_actions", "team": { "id": "T1" }, "value": "a+b %22 é" })),
            Some("T1"),
        ),
        ("a click in an organisation", form(&json!({ "team": null, "user": { "team_id": "T1" } })), Some("T1")),
        (
            "a shortcut",
            form(&json!({ "type": "shortcut", "team": { "id": "T1" }, "user": { "team_id": "T2" } })),
            Some("T1"),
        ),
        ("a command", format!("command=%2Fgo&text={}&team_id=T1", encoded("50% & \"so\"\n+é")), Some("T1")),
        ("the question for the address", json!({ "type": "url_verification", "challenge": "c" }).to_string(), None),
        ("a notice of the limit", json!({ "type": "app_rate_limited", "team_id": "T1" }).to_string(), Some("T1")),
        ("nothing", String::new(), None),
        ("no JSON", "{\"team_id\":".to_owned(), None),
        ("a list", "[\"T1\"]".to_owned(), None),
        ("a form without a payload", "a=b".to_owned(), None),
        ("a payload that is none", "payload=%7B".to_owned(), None),
        ("a workspace that is no text", "{\"team_id\":7}".to_owned(), None),
        ("bytes", "\u{0}\u{1}%zz&&==".to_owned(), None),
    ] {
        let result = run(&stage, EXTRACT, &body).await;
        assert_eq!(result, json!(team), "{name}: {body}");
    }
}

#[tokio::test]
async fn what_is_for_nobody_is_taken_and_the_address_is_confirmed() {
    let stage = Stage::set(people().uninstalled().start().await.unwrap(), SilentBot, ADA).await.unwrap();
    let asked = json!({ "type": "url_verification", "challenge": "3eZ\"é%22" }).to_string();
    let answer = run(&stage, FALLBACK, &asked).await;
    assert_eq!(answer["status"], 200);
    let body: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
    assert_eq!(body, json!({ "challenge": "3eZ\"é%22" }));
    for body in ["{\"type\":\"event_callback\",\"team_id\":\"T9\"}", "payload=%7B%7D", "", "{", "[]", "%"] {
        assert_eq!(run(&stage, FALLBACK, body).await, json!({ "status": 200 }), "{body}");
    }
}

/// One Slack app that two workspaces have installed, each for a bot of its own.
#[tokio::test]
async fn two_workspaces_behind_one_address_each_reach_their_own_installation() {
    let first = people().team("T1", "One").uninstalled().start().await.unwrap();
    let app = first.app();
    let second = people().team("T2", "Two").client(&app.client_id, &app.client_secret);
    let second = second.signing_secret(first.signing_secret()).uninstalled().start().await.unwrap();
    let stage = Stage::set(first, SilentBot, ADA).await.unwrap();
    let link = format!("{}/oauth/wizard/start?state={}", stage.botpress.webhook_url(), stage.installed.webhook_id);
    assert_eq!(stage.installed.link.as_ref(), Some(&link), "the link of the configuration leads to the wizard");

    // The other workspace is another Slack to a process of the integration, and is connected by the same pages.
    let env = [
        ("BP_API_URL", stage.botpress.api_url()),
        ("BP_TOKEN", stage.botpress.token()),
        ("BP_SIGNING_SECRETS", stage.botpress.signing_secret().unwrap()),
        ("BP_WEBHOOK_URL", stage.botpress.webhook_url()),
        ("SECRET_CLIENT_ID", &app.client_id),
        ("SECRET_CLIENT_SECRET", &app.client_secret),
        ("SECRET_SIGNING_SECRET", second.signing_secret()),
        ("SLACK_API_URL", &second.api_url()),
        ("LOG_LEVEL", "error"),
    ];
    let process = Process::start(Arc::new(NativeHost::new().with_env(env))).await.unwrap();
    let other = stage.botpress.install(installation("other", "http://127.0.0.1:9", json!({})).unwrap()).await.unwrap();
    stage.botpress.move_to("other", &*process.url).await.unwrap();
    let page = stage.wizard("oauth-redirect").replace(&stage.installed.webhook_id, &other.webhook_id);
    let asked = stage.open(&page).await.unwrap();
    let back = second.consent(ADA, &asked, Consent::Allow).unwrap();
    assert!(stage.open(&back).await.unwrap().contains("success=true"));

    let shared = other.shared_webhook_url.unwrap();
    assert_eq!(stage.installed.shared_webhook_url.as_ref(), Some(&shared));
    for (workspace, alias) in [(&stage.workspace, "slack"), (&second, "other")] {
        // That the address is the app's is confirmed by nobody's installation.
        workspace.set_events_url(&shared).await.unwrap();
        for text in ["100%22 sure", "a%0Ab", "1+1 = é", "{\"team_id\":\"T1\"} and T2"] {
            let said = workspace.say(ADA, GENERAL, text).unwrap();
            let is_it =
                |happening: &Happening| matches!(happening, Happening::MessageIn(heard) if heard.tags["ts"] == said.ts);
            let heard = stage.botpress.wait_for(is_it).await.unwrap();
            let Happening::MessageIn(heard) = heard else { panic!("not a message: {heard}") };
            let messages = stage.botpress.messages(heard.conversation_id.as_str()).await.unwrap();
            let its = messages.iter().find(|message| message.id == heard.id).unwrap();
            assert_eq!(its.tags.get(&format!("{alias}:ts")), Some(&said.ts), "{text}");
        }
        workspace.command(ADA, GENERAL, "/remind", "50% & \"so\"").unwrap();
        event(&stage, &format!("{alias}:slashCommandUsed")).await;
        workspace.shortcut(ADA, "new-task").unwrap();
        event(&stage, &format!("{alias}:shortcutUsed")).await;
    }
    let events = stage.botpress.events().await.unwrap();
    let count = |alias: &str| events.iter().filter(|event| event.kind.starts_with(&format!("{alias}:"))).count();
    assert_eq!((count("slack"), count("other")), (2, 2), "neither heard of the other's");
    assert_eq!(events.iter().filter(|event| event.kind == "message_created").count(), 8);

    // A workspace that nobody has connected is nobody's.
    let stranger = people().team("T3", "Three").client(&app.client_id, &app.client_secret);
    let stranger = stranger.signing_secret(second.signing_secret()).start().await.unwrap();
    stranger.set_events_url(&shared).await.unwrap();
    let mut happenings = stranger.happenings();
    stranger.say(ADA, GENERAL, "anybody?").unwrap();
    let delivery = soon(happenings.delivery("message")).await;
    assert_eq!(delivery.outcome, Outcome::Answered { status: 200, no_retry: false }, "it is not to come again");
    process.stop().await;
}

/// What a script makes of a request with this body.
async fn run(stage: &Stage, script: &str, body: &str) -> Value {
    let request = json!({ "script": script, "data": { "body": body } });
    let call = Http::new(stage.host.clone()).post(format!("{}/v1/admin/helper/vrl", stage.botpress.api_url()));
    let answer = call.bearer(stage.botpress.personal_access_token()).json(&request).await.unwrap();
    assert_eq!(answer.status, StatusCode::OK, "{body}: the script failed");
    answer.json::<Value>().await.unwrap()["result"].take()
}

/// Text as browsers write it in forms.
fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string().replace("%20", "+")
}
