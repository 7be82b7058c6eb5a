//! The admin API: integrations, versions, secrets, keys, the hub.

use botpress_api::signature::{SigningSecret, verify};
use botpress_local::{Installation, LocalBotpress, LogEntry, LogLevel, ManualClock};
use serde_json::{Value, json};

use crate::support::{Api, Integration, World, definition, text};

/// The definition of the tests, as a workspace deploys it.
pub(crate) fn body(name: &str, version: &str) -> Value {
    let mut body = definition();
    body["name"] = name.into();
    body["version"] = version.into();
    body
}

async fn start() -> (LocalBotpress, Api) {
    let local = LocalBotpress::builder().start().await.unwrap();
    let admin = Api::admin(&local);
    (local, admin)
}

const ALL: &str = "/v1/admin/integrations";

#[tokio::test]
async fn an_integration_is_created_read_updated_with_removals_and_deleted() {
    let (_local, admin) = start().await;
    let made = admin.post(ALL, body("local/chat", "1.0.0")).await.ok()["integration"].clone();
    let id = text(&made["id"]);
    assert!(id.starts_with("intver_"), "{id}");
    assert!(!text(&made["signingSecret"]).is_empty(), "shown when it is made");
    for path in [format!("{ALL}/{id}"), format!("{ALL}/local%2Fchat/1.0.0"), format!("{ALL}/local%2Fchat/latest")] {
        let read = admin.get(&path).await.ok()["integration"].clone();
        assert_eq!((&read["id"], &read["signingSecret"]), (&made["id"], &json!("")), "{path}");
    }
    let update = json!({
        "title": "Chat", "url": "http://127.0.0.1:1",
        "actions": { "addReaction": null, "sayHello": { "input": { "schema": {} }, "output": { "schema": {} } } },
        "channels": { "dm": { "messages": { "image": null } }, "group": null }, "user": { "tags": { "team": null } },
    });
    admin.put(&format!("{ALL}/{id}/validate"), update.clone()).await.ok();
    let updated = admin.put(&format!("{ALL}/{id}"), update).await.ok()["integration"].clone();
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!((&updated["title"], &updated["url"]), (&json!("Chat"), &json!("http://127.0.0.1:1")));
    assert_eq!(names(&updated["actions"]), ["sayHello"]);
    assert_eq!(names(&updated["channels"]), ["dm"]);
    assert_eq!(names(&updated["channels"]["dm"]["messages"]), ["text"]);
    assert_eq!(names(&updated["user"]["tags"]), ["id"]);
    assert_eq!(names(&updated["events"]), ["reactionAdded"], "what is not named stays");

    let (status, kind, _) = admin.post(ALL, body("local/chat", "1.0.0")).await.error();
    assert_eq!((status, kind.as_str()), (409, "AlreadyExists"));
    admin.delete(&format!("{ALL}/{id}")).await.ok();
    assert_eq!(admin.get(&format!("{ALL}/{id}")).await.error().1, "ResourceNotFound");
    admin.post(ALL, body("local/chat", "1.0.0")).await.ok();
}

#[tokio::test]
async fn a_fixed_word_is_chosen_over_a_name_by_method_first() {
    let (_local, admin) = start().await;
    admin.post(ALL, body("local/chat", "1.0.0")).await.ok();
    let made = admin.post(ALL, body("iaks", "1.0.0")).await.ok();
    let found = admin.get(&format!("{ALL}/iaks/1.0.0")).await.ok();
    assert_eq!(found["integration"]["id"], made["integration"]["id"], "DELETE …/iaks/{{id}} is another operation");
    assert_eq!(admin.get(&format!("{ALL}/validate")).await.error().1, "ResourceNotFound", "an id");
    let (status, kind, _) = admin.patch("/v1/admin/account/me", json!({})).await.error();
    assert_eq!((status, kind.as_str()), (405, "MethodNotFound"));
    assert_eq!(admin.get("/v1/admin/nothing").await.error().0, 404);
}

#[tokio::test]
async fn a_range_means_the_highest_version_in_it_and_those_under_development_are_never_meant() {
    let (_local, admin) = start().await;
    for version in ["0.9.0", "1.0.0", "1.2.0", "2.0.0"] {
        admin.post(ALL, body("local/chat", version)).await.ok();
    }
    let mut dev = body("local/chat", "3.0.0");
    dev["dev"] = true.into();
    let dev = admin.post(ALL, dev).await.ok()["integration"].clone();
    assert!(text(&dev["id"]).starts_with("devint_"));
    for (range, version) in [("latest", "2.0.0"), ("%3C1.2.0", "1.0.0"), ("%5E1", "1.2.0"), ("1.x", "1.2.0")] {
        let found = admin.get(&format!("{ALL}/local%2Fchat/{range}")).await.ok();
        assert_eq!(found["integration"]["version"], version, "{range}");
    }
    assert_eq!(admin.get(&format!("{ALL}/local%2Fchat/%3C0.1.0")).await.error().1, "ResourceNotFound");
    let listed = |query: &'static str| {
        let admin = admin.clone();
        async move {
            let listed = admin.get(&format!("{ALL}{query}")).await.ok();
            let versions = listed["integrations"].as_array().unwrap().iter().map(|it| text(&it["version"]));
            versions.collect::<Vec<_>>()
        }
    };
    assert_eq!(listed("").await, ["2.0.0", "1.2.0", "1.0.0", "0.9.0"], "newest first");
    assert_eq!(listed("?version=latest").await, ["2.0.0"]);
    assert_eq!(listed("?dev=true").await, ["3.0.0"]);
    let page = admin.get(&format!("{ALL}?limit=3")).await.ok();
    let next = text(&page["meta"]["nextToken"]);
    let last = admin.get(&format!("{ALL}?limit=3&nextToken={next}")).await.ok();
    assert_eq!((last["integrations"].as_array().unwrap().len(), last["meta"].get("nextToken")), (1, None));
}

#[tokio::test]
async fn secrets_are_write_only_and_copied_from_the_version_before_of_the_same_major() {
    let (_local, admin) = start().await;
    let mut first = body("local/chat", "1.0.0");
    first["secrets"] = json!({ "CLIENT_ID": "hush-1", "CLIENT_SECRET": "hush-2" });
    let answer = admin.post(ALL, first).await;
    assert!(!String::from_utf8_lossy(&answer.body).contains("hush"));
    assert_eq!(answer.ok()["integration"]["secrets"], json!(["CLIENT_ID", "CLIENT_SECRET"]));
    let mut second = body("local/chat", "1.1.0");
    second["secrets"] = json!({ "CLIENT_ID": null, "OTHER": "hush-3" });
    let made = admin.post(ALL, second).await.ok()["integration"].clone();
    assert_eq!(made["secrets"], json!(["CLIENT_SECRET", "OTHER"]));
    let major = admin.post(ALL, body("local/chat", "2.0.0")).await.ok();
    assert_eq!(major["integration"]["secrets"], json!([]));
}

#[tokio::test]
async fn what_the_platform_refuses_in_a_definition_is_refused_with_its_place() {
    let (_local, admin) = start().await;
    let ifver = "ifver_00000000000000000000000000";
    for (change, kind, at) in [
        (json!({ "name": "local/Chat" }), "InvalidIdentifier", "body.name"),
        (json!({ "name": "acme/chat" }), "InvalidIdentifier", "body.name"),
        (json!({ "version": "one" }), "InvalidPayload", "body.version"),
        (json!({ "title": "x".repeat(65) }), "InvalidPayload", "body.title"),
        (
            json!({ "actions": { "a-b": { "input": { "schema": {} }, "output": { "schema": {} } } } }),
            "InvalidIdentifier",
            "body.actions.a-b",
        ),
        (
            json!({ "actions": { "run": { "input": { "schema": 1 }, "output": { "schema": {} } } } }),
            "InvalidJsonSchema",
            "body.actions.run.input.schema",
        ),
        (
            json!({ "events": { "said": { "schema": { "type": "texts" } } } }),
            "InvalidJsonSchema",
            "body.events.said.schema",
        ),
        (json!({ "states": { "notes": { "type": "bot", "schema": {} } } }), "InvalidPayload", "body.states.notes.type"),
        (json!({ "secrets": { "clientId": "x" } }), "InvalidIdentifier", "body.secrets.clientId"),
        (
            json!({ "identifier": { "extractScript": "x".repeat(2001) } }),
            "InvalidPayload",
            "body.identifier.extractScript",
        ),
        (json!({ "attributes": { "repo": "x".repeat(201) } }), "InvalidPayload", "body.attributes.repo"),
        (json!({ "visibility": "secret" }), "InvalidPayload", "body.visibility"),
        (
            json!({ "interfaces": { "x": { "id": ifver, "entities": {}, "actions": {}, "events": {}, "channels": {} } } }),
            "ReferenceNotFound",
            "body.interfaces.x.id",
        ),
    ] {
        let mut wrong = body("local/chat", "1.0.0");
        for (key, value) in change.as_object().unwrap() {
            wrong[key] = value.clone();
        }
        for path in [ALL.to_owned(), format!("{ALL}/validate")] {
            let (status, found, message) = admin.post(&path, wrong.clone()).await.error();
            assert_eq!((status, found.as_str()), (400, kind), "{change}: {message}");
            assert!(message.starts_with(at), "{change}: {message}");
        }
    }
    assert_eq!(admin.get(ALL).await.ok()["integrations"], json!([]));
}

#[tokio::test]
async fn an_interface_of_the_hub_is_found_and_must_be_implemented() {
    let (_local, admin) = start().await;
    let all = admin.get("/v1/admin/hub/interfaces").await.ok();
    assert_eq!(all["interfaces"].as_array().unwrap().len(), 14);
    let typing = admin.get("/v1/admin/hub/interfaces/typing-indicator/0.0.4").await.ok()["interface"].clone();
    let id = text(&typing["id"]);
    assert!((28..=36).contains(&id.len()), "{id}");
    assert_eq!(admin.get(&format!("/v1/admin/hub/interfaces/{id}")).await.ok()["interface"], typing);
    let mut body = body("local/chat", "1.0.0");
    body["interfaces"] = json!({ "typing-indicator": {
        "id": id, "entities": {}, "events": {}, "channels": {},
        "actions": { "startTypingIndicator": { "name": "start" }, "stopTypingIndicator": { "name": "addReaction" } },
    } });
    let (_, kind, message) = admin.post(ALL, body.clone()).await.error();
    assert_eq!(kind, "InvalidPayload");
    assert!(message.starts_with("body.interfaces.typing-indicator.actions.startTypingIndicator"), "{message}");
    body["interfaces"]["typing-indicator"]["actions"]["startTypingIndicator"]["name"] = "addReaction".into();
    admin.post(ALL, body).await.ok();
    let found = admin.get(&format!("{ALL}?interfaceId={id}")).await.ok();
    assert_eq!(found["integrations"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn keys_are_shown_once_listed_without_value_and_end_when_they_are_deleted() {
    let (local, admin) = start().await;
    let integration = Integration::start().await;
    let mut body = body("local/chat", "1.0.0");
    body["url"] = integration.url.clone().into();
    let id = text(&admin.post(ALL, body).await.ok()["integration"]["id"]);
    let bot = local.bot_id();
    let install = json!({ "integrations": { "chat": { "integrationId": id, "enabled": true } } });
    admin.put(&format!("/v1/admin/bots/{bot}"), install).await.ok();

    let path = format!("{ALL}/iaks");
    let key = admin.post(&path, json!({ "integrationId": id, "note": "mine" })).await.ok();
    let value = text(&key["value"]);
    let as_integration = Api::plain(local.api_url())
        .with("authorization", &format!("Bearer {value}"))
        .with("x-bot-id", bot)
        .with("x-integration-id", &id);
    assert_eq!(as_integration.get("/v1/chat/users").await.status, 200);
    let (status, kind, _) = as_integration.clone().without("x-integration-id").get("/v1/chat/users").await.error();
    assert_eq!((status, kind.as_str()), (403, "Forbidden"));
    assert_eq!(as_integration.with("x-workspace-id", local.workspace_id()).get(ALL).await.error().1, "Forbidden");

    let listed = admin.get(&format!("{path}?integrationId={id}")).await.ok()["iaks"].clone();
    assert_eq!(listed, json!([{ "id": key["id"], "createdAt": key["createdAt"], "note": "mine" }]));
    admin.delete(&format!("{path}/{}", text(&key["id"]))).await.ok();
    let ended = Api::plain(local.api_url()).with("authorization", &format!("Bearer {value}")).with("x-bot-id", bot);
    assert_eq!(ended.with("x-integration-id", &id).get("/v1/chat/users").await.error().0, 401);

    let key = admin.post("/v1/admin/bots/baks", json!({ "botId": bot })).await.ok();
    let as_bot = Api::plain(local.api_url()).with("authorization", &format!("Bearer {}", text(&key["value"])));
    assert_eq!(as_bot.clone().with("x-bot-id", bot).get("/v1/chat/users").await.status, 200);
    let introspected = as_bot.post("/v1/admin/introspect", json!({ "botId": bot })).await.ok();
    assert_eq!(introspected["userId"], local.bot_user_id());
    let token = admin.post("/v1/admin/account/pats", json!({ "note": "laptop" })).await.ok()["pat"].clone();
    let other = admin.clone().with("authorization", &format!("Bearer {}", text(&token["value"])));
    assert_eq!(text(&other.get("/v1/admin/account/me").await.ok()["account"]["id"]).len(), 36);
    let listed = admin.get("/v1/admin/account/pats").await.ok()["pats"].clone();
    assert_eq!(listed, json!([{ "id": token["id"], "createdAt": token["createdAt"], "note": "laptop" }]));
    admin.delete(&format!("/v1/admin/account/pats/{}", text(&token["id"]))).await.ok();
    assert_eq!(other.get("/v1/admin/account/me").await.error().0, 401);
    assert_eq!(admin.get("/v1/admin/account/pats").await.ok(), json!({ "pats": [] }));
}

#[tokio::test]
async fn an_installation_has_an_id_to_share_until_it_is_taken_away() {
    let world = World::start().await;
    let (admin, bot) = (Api::admin(&world.local), world.local.bot_id());
    let path = format!("/v1/admin/bots/{bot}/integrations/{}/shareable-id", world.installed.integration_id);
    assert_eq!(admin.get(&path).await.error().1, "ResourceNotFound");
    let made = admin.post(&path, json!({})).await.ok();
    let of_alias = format!("{path}?integrationInstanceAlias=chat");
    assert_eq!(admin.get(&of_alias).await.ok(), json!({ "shareableId": made["shareableId"], "isExpired": false }));
    let other = format!("{path}?integrationInstanceAlias=other");
    assert_eq!(admin.post(&other, json!({})).await.error().1, "ResourceNotFound");
    assert_ne!(admin.post(&path, json!({})).await.ok(), made, "a new one ends the one before");
    admin.delete(&path).await.ok();
    assert_eq!(admin.get(&path).await.error().1, "ResourceNotFound");
}

#[tokio::test]
async fn what_the_official_client_counts_on_is_there_also_where_nobody_gave_it() {
    let world = World::start().await;
    let admin = Api::admin(&world.local);
    let bot = admin.get(&format!("/v1/admin/bots/{}", world.local.bot_id())).await.ok()["bot"].clone();
    assert_eq!(bot["configuration"], json!({ "data": {}, "schema": {} }));
    let interface = admin.get("/v1/admin/hub/interfaces/typing-indicator/latest").await.ok()["interface"].clone();
    assert_eq!(interface["title"], "Typing indicator");
    let mut public = body("local/public", "1.0.0");
    public["visibility"] = "public".into();
    admin.post(ALL, public).await.ok();
    let shown = admin.get("/v1/admin/hub/integrations/local%2Fpublic/1.0.0").await.ok()["integration"].clone();
    assert_eq!(shown["meta"], json!({ "installs": 0, "views": 0 }));
}

#[tokio::test]
async fn an_old_signing_secret_is_good_for_a_day_after_its_rotation() {
    const NOW: u64 = 1_800_000_000_000;
    let clock = ManualClock::at(NOW);
    let local = LocalBotpress::builder().clock(clock.clone()).start().await.unwrap();
    let (admin, integration) = (Api::admin(&local), Integration::start().await);
    let mut body = body("local/chat", "1.0.0");
    body["url"] = integration.url.clone().into();
    let made = admin.post(ALL, body).await.ok()["integration"].clone();
    let id = text(&made["id"]);
    let bot = format!("/v1/admin/bots/{}", local.bot_id());
    let install = json!({ "integrations": { "chat": { "integrationId": id, "enabled": true } } });
    let mut secrets: Vec<SigningSecret> = vec![text(&made["signingSecret"]).parse().unwrap()];
    let rotated = admin.post(&format!("{ALL}/{id}/signing-secrets/rotate"), json!({})).await.ok();
    secrets.push(text(&rotated["newSigningSecret"]).parse().unwrap());
    for (later, good) in [(0, [true, true]), (24 * 60 * 60 * 1000, [false, true])] {
        clock.advance(std::time::Duration::from_millis(later));
        admin.put(&bot, install.clone()).await.ok();
        let call = integration.received("register").pop().unwrap();
        for (secret, good) in secrets.iter().zip(good) {
            let header = Some(call.header("x-bp-signature"));
            let checked = verify(std::slice::from_ref(secret), &http::Method::POST, header, &call.raw, NOW + later);
            assert_eq!(checked.is_ok(), good, "{later} ms later");
        }
    }
}

#[tokio::test]
async fn logs_tell_what_went_wrong_and_what_the_integration_printed() {
    let world = World::start().await;
    world.local.log("chat", LogEntry::new(LogLevel::Warn, "the moon is full"));
    world.integration.answer("register", 400, r#"{"message":"the key is wrong"}"#);
    world.local.install(Installation::new("chat", &world.integration.url, definition())).await.unwrap();
    let admin = Api::admin(&world.local);
    let path = format!("{ALL}/{}/logs?timeStart=2020-01-01T00:00:00.000Z", world.installed.integration_id);
    let read = |filter: &str| {
        let (admin, path) = (admin.clone(), format!("{path}{filter}"));
        async move {
            let logs = admin.get(&path).await.ok()["logs"].clone();
            logs.as_array().unwrap().iter().map(|line| text(&line["message"])).collect::<Vec<_>>()
        }
    };
    assert_eq!(read("").await, ["chat: register failed: the key is wrong", "the moon is full", "chat: registered"]);
    assert_eq!(read("&level=warn").await, ["the moon is full"]);
    assert_eq!(read("&messageContains=key").await, ["chat: register failed: the key is wrong"]);
    assert_eq!(
        admin.get(&format!("/v1/admin/bots/{}/logs?timeStart=now", world.local.bot_id())).await.error().1,
        "InvalidQuery"
    );
}
