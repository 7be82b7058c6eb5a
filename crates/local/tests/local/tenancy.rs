//! Workspaces and bots see what is theirs.

use botpress_local::{Data, LocalBotpress};
use serde_json::json;

use crate::admin::body;
use crate::support::{Api, Integration, World, text};

const ALL: &str = "/v1/admin/integrations";

#[tokio::test]
async fn a_workspace_sees_neither_integrations_nor_bots_nor_keys_of_another() {
    let local = LocalBotpress::builder().start().await.unwrap();
    let mine = Api::admin(&local);
    let other = local.create_workspace("Acme", Some("acme")).await.unwrap();
    let theirs = Api::of_workspace(&local, &other.id, &other.token);
    let id = text(&mine.post(ALL, body("local/chat", "1.0.0")).await.ok()["integration"]["id"]);
    let bot = local.bot_id();
    for path in [
        format!("{ALL}/{id}"),
        format!("{ALL}/local%2Fchat/1.0.0"),
        format!("/v1/admin/hub/integrations/{id}"),
        "/v1/admin/hub/integrations/local%2Fchat/latest".to_owned(),
        format!("{ALL}/{id}/logs?timeStart=2020-01-01T00:00:00.000Z"),
        format!("/v1/admin/bots/{bot}"),
        format!("/v1/admin/bots/{bot}/logs?timeStart=2020-01-01T00:00:00.000Z"),
        format!("/v1/admin/workspaces/{}", local.workspace_id()),
    ] {
        let (status, kind, message) = theirs.get(&path).await.error();
        assert_eq!((status, kind.as_str()), (404, "ResourceNotFound"), "{path}: {message}");
    }
    for (path, change) in
        [(format!("{ALL}/{id}"), json!({ "title": "x" })), (format!("/v1/admin/bots/{bot}"), json!({ "name": "x" }))]
    {
        assert_eq!(theirs.put(&path, change).await.status, 404);
        assert_eq!(theirs.delete(&path).await.status, 404);
    }
    for (path, change) in [
        (format!("{ALL}/iaks"), json!({ "integrationId": id })),
        ("/v1/admin/bots/baks".to_owned(), json!({ "botId": bot })),
    ] {
        assert_eq!(theirs.post(&path, change).await.error().1, "ReferenceNotFound");
    }
    assert_eq!(theirs.get(ALL).await.ok()["integrations"], json!([]));
    assert_eq!(theirs.get("/v1/admin/bots").await.ok()["bots"], json!([]));
    assert_eq!(theirs.get("/v1/admin/workspaces").await.ok()["workspaces"][0]["handle"], "acme");
    // The other's token, with the header of this workspace, and the other way round.
    let mixed = theirs.clone().with("x-workspace-id", local.workspace_id());
    assert_eq!(mixed.get(ALL).await.error().1, "Forbidden");
    assert_eq!(mine.clone().without("x-workspace-id").get(ALL).await.error().1, "InvalidPayload");
    let runtime = theirs.with("x-bot-id", bot).get("/v1/chat/users").await.error();
    assert_eq!(runtime.1, "Forbidden");
    let own = mine.with("x-bot-id", bot).get("/v1/chat/users").await;
    assert_eq!(own.status, 200, "a personal access token acts as the bots of its workspace");
}

#[tokio::test]
async fn what_is_published_can_be_installed_by_others_and_what_is_private_cannot() {
    let local = LocalBotpress::builder().start().await.unwrap();
    let (mine, integration) = (Api::admin(&local), Integration::start().await);
    let other = local.create_workspace("Acme", Some("acme")).await.unwrap();
    let theirs = Api::of_workspace(&local, &other.id, &other.token);
    let bot = text(&theirs.post("/v1/admin/bots", json!({})).await.ok()["bot"]["id"]);
    for (visibility, listed, found) in [("private", 0, false), ("unlisted", 0, true), ("public", 1, true)] {
        let mut body = body(&format!("local/{visibility}"), "1.0.0");
        body["visibility"] = visibility.into();
        body["url"] = integration.url.clone().into();
        let id = text(&mine.post(ALL, body).await.ok()["integration"]["id"]);
        let list = theirs.get("/v1/admin/hub/integrations").await.ok();
        assert_eq!(list["integrations"].as_array().unwrap().len(), listed, "{visibility}");
        let hub = theirs.get(&format!("/v1/admin/hub/integrations/{id}")).await;
        assert_eq!(hub.status == 200, found, "{visibility}");
        if found {
            let shown = hub.ok()["integration"].clone();
            assert_eq!(shown["ownerWorkspace"]["handle"], "local");
            assert_eq!(shown["url"], "", "where it runs is its owner's business");
        }
        let install = json!({ "integrations": { "chat": { "integrationId": id, "enabled": true } } });
        let answer = theirs.put(&format!("/v1/admin/bots/{bot}"), install).await;
        assert_eq!(answer.status == 200, found, "{visibility}: {:?}", answer.body);
    }
    let id = text(&mine.get(&format!("{ALL}/local%2Fpublic/1.0.0")).await.ok()["integration"]["id"]);
    let (_, kind, message) =
        mine.put(&format!("{ALL}/{id}"), json!({ "actions": { "addReaction": null } })).await.error();
    assert_eq!(kind, "BreakingChanges", "{message}");
    let forced = mine.clone().with("x-bypass-breaking-changes-detection", "true");
    forced.put(&format!("{ALL}/{id}"), json!({ "actions": { "addReaction": null } })).await.ok();
    let (_, kind, _) = mine.delete(&format!("{ALL}/{id}")).await.error();
    assert_eq!(kind, "ReferenceConstraint", "another workspace's bot has it");
}

#[tokio::test]
async fn two_bots_of_one_workspace_share_an_integration_and_no_data() {
    let world = World::start().await;
    let admin = Api::admin(&world.local);
    let made = admin.post("/v1/admin/bots", json!({ "name": "Second" })).await.ok()["bot"].clone();
    let (second, id) = (text(&made["id"]), &world.installed.integration_id);
    let install = json!({ "integrations": { "chat": { "integrationId": id, "enabled": true } } });
    let bot = admin.put(&format!("/v1/admin/bots/{second}"), install).await.ok()["bot"].clone();
    let webhook = text(&bot["integrations"]["chat"]["webhookId"]);
    assert_ne!(webhook, world.installed.webhook_id);
    let call = world.integration.received("register").pop().unwrap();
    assert_eq!((call.header("x-bot-id"), call.header("x-webhook-id")), (second.as_str(), webhook.as_str()));

    let there = world.api.clone().with("x-bot-id", &second);
    let (conversation, user) = world.conversation("c1").await;
    for path in [format!("/v1/chat/conversations/{conversation}"), format!("/v1/chat/users/{user}")] {
        assert_eq!(there.get(&path).await.status, 404, "{path}");
    }
    let same = there.post("/v1/chat/users/get-or-create", json!({ "tags": { "id": "c1" } })).await.ok();
    assert_eq!(same["meta"]["created"], true);
    assert_eq!(Api::bot(&world.local).with("x-bot-id", &second).get("/v1/chat/users").await.error().1, "Forbidden");

    admin.delete(&format!("/v1/admin/bots/{second}")).await.ok();
    assert_eq!(world.integration.received("unregister").pop().unwrap().header("x-bot-id"), second);
    assert_eq!(admin.get(&format!("/v1/admin/bots/{second}")).await.status, 404);
    assert_eq!(there.get("/v1/chat/users").await.error().1, "Forbidden");
    assert_eq!(world.api.get(&format!("/v1/chat/users/{user}")).await.status, 200);
}

#[tokio::test]
async fn workspaces_bots_integrations_and_keys_are_there_after_a_restart() {
    let folder = std::env::temp_dir().join(format!("botpress-local-tenancy-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let start = || LocalBotpress::builder().data(Data::File(folder.join("data.sqlite"))).start();
    let first = start().await.unwrap();
    let (integration, other) = (Integration::start().await, first.create_workspace("Acme", None).await.unwrap());
    let theirs = Api::of_workspace(&first, &other.id, &other.token);
    let handle = json!({ "handle": "acme", "about": "rockets" });
    theirs.put(&format!("/v1/admin/workspaces/{}", other.id), handle).await.ok();
    let mut body = body("acme/chat", "1.0.0");
    body["url"] = integration.url.clone().into();
    let id = text(&theirs.post(ALL, body).await.ok()["integration"]["id"]);
    let bot = text(&theirs.post("/v1/admin/bots", json!({})).await.ok()["bot"]["id"]);
    let install =
        json!({ "integrations": { "chat": { "integrationId": id, "enabled": true, "configuration": { "a": 1 } } } });
    let before = theirs.put(&format!("/v1/admin/bots/{bot}"), install).await.ok();
    let key = text(&theirs.post("/v1/admin/bots/baks", json!({ "botId": bot })).await.ok()["value"]);
    drop(first);

    let second = start().await.unwrap();
    let theirs = Api::of_workspace(&second, &other.id, &other.token);
    let after = theirs.get(&format!("/v1/admin/bots/{bot}")).await.ok();
    for key in ["webhookId", "status", "configuration", "name"] {
        assert_eq!(after["bot"]["integrations"]["chat"][key], before["bot"]["integrations"]["chat"][key], "{key}");
    }
    assert_eq!(theirs.get(&format!("/v1/admin/workspaces/{}", other.id)).await.ok()["about"], "rockets");
    let taken =
        Api::admin(&second).put("/v1/admin/workspaces/handle-availability", json!({ "handle": "acme" })).await.ok();
    assert_eq!((&taken["available"], &taken["usedBy"]), (&json!(false), &json!(other.id)));
    let as_bot = Api::plain(second.api_url()).with("authorization", &format!("Bearer {key}")).with("x-bot-id", &bot);
    assert_eq!(as_bot.get("/v1/chat/users").await.status, 200);
    drop(second);
    let _ = std::fs::remove_dir_all(&folder);
}
