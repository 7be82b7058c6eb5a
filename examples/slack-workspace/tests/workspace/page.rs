use http::{Method, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use slack_workspace::{Channel, Workspace};

use crate::support::{
    ADA, Answer, Api, App, BOT, GENERAL, GRACE, people, request, soon, workspace, workspace_with_app,
};

const JSON: (&str, &str) = ("content-type", "application/json");

async fn get(workspace: &Workspace, path: &str, headers: &[(&str, &str)]) -> Answer {
    request(Method::GET, &format!("{}{path}", workspace.url()), headers, "").await.unwrap()
}

async fn post(workspace: &Workspace, deed: &Value, headers: &[(&str, &str)]) -> Answer {
    request(Method::POST, &format!("{}/page/acts", workspace.url()), headers, deed.to_string()).await.unwrap()
}

/// Somebody does something on the page.
async fn act(workspace: &Workspace, who: &str, deed: Value) -> Value {
    let mut deed = deed;
    deed["as"] = who.into();
    let answer = post(workspace, &deed, &[JSON]).await;
    assert_eq!(answer.status, StatusCode::OK, "{deed}: {}", answer.text());
    answer.json()
}

async fn state(workspace: &Workspace, who: &str, channel: &str) -> Value {
    get(workspace, &format!("/page/state?as={who}&in={channel}"), &[]).await.json()
}

#[tokio::test]
async fn the_page_and_its_files_are_served_and_may_only_run_themselves() {
    let workspace = workspace().await;
    let page = get(&workspace, "/", &[]).await;
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("require-trusted-types-for 'script'"));
    let html = page.text();
    let named = html.split('"').filter(|part| part.starts_with("/page/")).collect::<Vec<_>>();
    assert!(named.len() > 3);
    for path in named {
        let file = get(&workspace, path, &[]).await;
        assert_eq!(file.status, StatusCode::OK, "{path}");
        assert_eq!(file.headers["x-content-type-options"], "nosniff");
    }
    assert_eq!(get(&workspace, "/page/other.js", &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_module_that_is_asked_for_is_there() {
    let workspace = workspace().await;
    let mut asked = vec!["main.js".to_owned()];
    let mut at = 0;
    while let Some(name) = asked.get(at).cloned() {
        let module = get(&workspace, &format!("/page/{name}"), &[]).await;
        assert_eq!(module.status, StatusCode::OK, "{name}");
        for line in module.text().lines().filter(|line| line.starts_with("import ")) {
            let wanted = line.split("\"./").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
            if !asked.contains(&wanted) {
                asked.push(wanted);
            }
        }
        at += 1;
    }
    assert!(at > 10, "{asked:?}");
}

#[tokio::test]
async fn another_name_or_another_site_is_not_answered() {
    let workspace = workspace().await;
    let host = workspace.url().replacen("http://", "", 1);
    let origin = workspace.url();
    for headers in [
        &[("host", "evil.example")][..],
        &[("host", "127.0.0.1.evil.example")],
        &[("origin", "http://evil.example")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
    ] {
        assert_eq!(get(&workspace, "/page/state", headers).await.status, StatusCode::FORBIDDEN, "{headers:?}");
        let deed = json!({ "as": ADA, "act": "say", "channel": GENERAL, "text": "hi" });
        let refused = post(&workspace, &deed, &[headers, &[JSON]].concat()).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{headers:?}");
    }
    let form = [("content-type", "text/plain")];
    let deed = json!({ "as": ADA, "act": "say", "channel": GENERAL, "text": "hi" });
    assert_eq!(post(&workspace, &deed, &form).await.status, StatusCode::FORBIDDEN, "a form of another site could");
    assert!(workspace.messages(GENERAL).is_empty());

    let link = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")];
    assert_eq!(get(&workspace, "/", &link).await.status, StatusCode::OK, "a link may lead here");
    let own = [("host", &*host), ("origin", &*origin), ("sec-fetch-site", "same-origin"), JSON];
    assert_eq!(post(&workspace, &deed, &own).await.status, StatusCode::OK);
    let localhost = host.replace("127.0.0.1", "localhost");
    assert_eq!(get(&workspace, "/", &[("host", &localhost)]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_person_sees_what_is_theirs_to_see() {
    let secret = Channel::private("G1SECRET", "secret").members([ADA, BOT]);
    let workspace = people().conversation(secret).start().await.unwrap();
    Api::of(&workspace).call("chat.postEphemeral", json!({ "channel": GENERAL, "user": ADA, "text": "psst" })).await;
    workspace.say(ADA, "G1SECRET", "between us").unwrap();
    let ids = |state: &Value| -> Vec<String> {
        state["channels"].as_array().unwrap().iter().map(|channel| channel["id"].as_str().unwrap().to_owned()).collect()
    };
    let hers = state(&workspace, ADA, GENERAL).await;
    assert_eq!(ids(&hers), [GENERAL, "G1SECRET"]);
    assert_eq!(hers["open"]["messages"][0]["text"], "psst");
    let others = state(&workspace, GRACE, "G1SECRET").await;
    assert_eq!((ids(&others), &others["open"]), (vec![GENERAL.to_owned()], &Value::Null));
    assert_eq!(state(&workspace, GRACE, GENERAL).await["open"]["messages"], json!([]));
    assert_eq!(state(&workspace, "U9", GENERAL).await["me"], ADA, "the first person, when there is none of that name");
}

#[tokio::test]
async fn what_is_typed_is_a_message_a_reply_a_deed_or_a_command() {
    let (workspace, app) = workspace_with_app().await;
    act(&workspace, ADA, json!({ "act": "say", "channel": GENERAL, "text": "hello <@U0BOT>" })).await;
    let root = workspace.messages(GENERAL).pop().unwrap();
    assert_eq!((&*root.user, &*root.text), (ADA, "hello <@U0BOT>"));
    let reply = json!({ "act": "say", "channel": GENERAL, "text": "for all", "thread": root.ts, "broadcast": true });
    act(&workspace, GRACE, reply).await;
    assert_eq!(app.message("thread_broadcast").await["user"], GRACE);
    act(&workspace, ADA, json!({ "act": "say", "channel": GENERAL, "text": "/me waves" })).await;
    assert_eq!(app.message("me_message").await["text"], "waves");
    act(&workspace, ADA, json!({ "act": "say", "channel": GENERAL, "text": "/weather to morrow" })).await;
    let command = app.find(|received| received.field("command") == "/weather").await;
    assert_eq!(command.field("text"), "to morrow");

    act(&workspace, ADA, json!({ "act": "edit", "channel": GENERAL, "ts": root.ts, "text": "bye" })).await;
    assert_eq!(workspace.message(GENERAL, &root.ts).unwrap().text, "bye");
    for deed in ["react", "unreact"] {
        act(&workspace, ADA, json!({ "act": deed, "channel": GENERAL, "ts": root.ts, "name": "tada" })).await;
    }
    app.event("reaction_removed").await;
    let last = workspace.messages(GENERAL).pop().unwrap();
    act(&workspace, ADA, json!({ "act": "delete", "channel": GENERAL, "ts": last.ts })).await;
    assert!(workspace.message(GENERAL, &last.ts).is_none());
    let others = json!({ "as": ADA, "act": "delete", "channel": GENERAL, "ts": workspace.messages(GENERAL)[1].ts });
    let refused = post(&workspace, &others, &[JSON]).await;
    assert_eq!((refused.status, refused.json()), (StatusCode::BAD_REQUEST, json!({ "error": "cant_delete_message" })));
}

#[tokio::test]
async fn files_are_shared_and_only_pictures_are_shown() {
    let workspace = workspace().await;
    let files = json!([
        { "name": "a.svg", "kind": "image/svg+xml", "content": "PHN2Zy8+" },
        { "name": "b.png", "kind": "image/png", "content": "aaaa" },
    ]);
    act(&workspace, ADA, json!({ "act": "share", "channel": GENERAL, "text": "look", "files": files })).await;
    let shown = state(&workspace, GRACE, GENERAL).await["open"]["messages"][0]["files"].clone();
    assert_eq!((&shown[0]["mimetype"], &shown[0]["size"]), (&json!("image/svg+xml"), &json!(6)));
    let svg = get(&workspace, &format!("/page/files/{}", shown[0]["id"].as_str().unwrap()), &[]).await;
    assert_eq!(svg.headers["content-disposition"], "attachment; filename=\"a.svg\"");
    assert_eq!(svg.headers["content-type"], "application/octet-stream", "it could run something");
    let png = get(&workspace, &format!("/page/files/{}", shown[1]["id"].as_str().unwrap()), &[]).await;
    assert_eq!(
        (png.headers["content-type"].to_str().unwrap(), png.headers.get("content-disposition")),
        ("image/png", None)
    );
}

#[tokio::test]
async fn buttons_menus_and_forms_are_used_on_the_page() {
    let (workspace, app) = workspace_with_app().await;
    let plain = |text: &str| json!({ "type": "plain_text", "text": text });
    let options = json!([{ "text": plain("One"), "value": "1" }]);
    let elements = json!([
        { "type": "button", "action_id": "go", "text": plain("Go") },
        { "type": "static_select", "action_id": "pick", "options": options },
    ]);
    let blocks = json!([{ "type": "actions", "block_id": "b", "elements": elements }]);
    let api = Api::of(&workspace);
    let posted = api.call("chat.postMessage", json!({ "channel": GENERAL, "text": "a", "blocks": blocks })).await;
    let place = json!({ "on": "message", "channel": GENERAL, "ts": posted["ts"] });
    let uses = |action: &str, input: Value| json!({ "act": "use", "place": place, "block": "b", "action": action, "input": input });
    act(&workspace, ADA, uses("pick", json!({ "pick": "1" }))).await;
    let picked = app.payload("block_actions").await;
    assert_eq!(picked["actions"][0]["selected_option"]["value"], "1");
    let chosen = state(&workspace, ADA, GENERAL).await["open"]["messages"][0]["chosen"].clone();
    assert_eq!(chosen["b"]["pick"]["selected_option"]["value"], "1");
    act(&workspace, ADA, uses("go", json!("press"))).await;

    let input = json!({ "type": "plain_text_input", "action_id": "name" });
    let field = json!({ "type": "input", "block_id": "who", "label": plain("Name"), "element": input });
    let view = json!({ "type": "modal", "title": plain("Form"), "submit": plain("Send"), "blocks": [field] });
    api.call("views.open", json!({ "trigger_id": picked["trigger_id"], "view": view })).await;
    assert_eq!(state(&workspace, ADA, GENERAL).await["modals"][0]["content"]["title"]["text"], "Form");
    let typed = json!({ "act": "use", "place": { "on": "modal" }, "block": "who", "action": "name", "input": { "type": "Ada" } });
    act(&workspace, ADA, typed).await;
    act(&workspace, ADA, json!({ "act": "submit" })).await;
    let payload = app.payload("view_submission").await;
    assert_eq!(payload["view"]["state"]["values"]["who"]["name"]["value"], "Ada");
    let _heard: App = app;
}

#[tokio::test]
async fn people_join_write_to_apps_and_open_their_pages() {
    let (workspace, app) = workspace_with_app().await;
    assert_eq!(act(&workspace, ADA, json!({ "act": "write", "app": "A0APP" })).await["channel"], "D1ADA");
    act(&workspace, ADA, json!({ "act": "openHome", "app": "A0APP" })).await;
    assert_eq!(app.event("app_home_opened").await["tab"], "home");
    act(&workspace, ADA, json!({ "act": "leave", "channel": GENERAL })).await;
    assert_eq!(state(&workspace, ADA, GENERAL).await["channels"][0]["isMember"], false);
    act(&workspace, ADA, json!({ "act": "join", "channel": GENERAL })).await;
    assert_eq!(app.event("member_joined_channel").await["user"], ADA);
}

#[tokio::test]
async fn what_changes_is_told_as_it_changes() {
    use http_body_util::Empty;
    use hyper_util::{client::legacy::Client, rt::TokioExecutor};
    let workspace = workspace().await;
    let client = Client::builder(TokioExecutor::new()).build_http::<Empty<axum::body::Bytes>>();
    let url = format!("{}/page/changes", workspace.url()).parse().unwrap();
    let mut changes = client.get(url).await.unwrap();
    assert_eq!(changes.headers()["content-type"], "text/event-stream");
    let mut next = async || {
        String::from_utf8(soon(changes.frame()).await.unwrap().unwrap().into_data().unwrap().to_vec()).unwrap()
    };
    assert_eq!(next().await, "data: 0\n\n");
    workspace.say(ADA, GENERAL, "hi").unwrap();
    assert_eq!(next().await, "data: 1\n\n");
}
