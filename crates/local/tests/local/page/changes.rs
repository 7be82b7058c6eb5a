//! What the page changes: it talks, edits, configures and sends again.

use http::Method;
use serde_json::{Value, json};

use super::Page;
use crate::support::{Api, World, definition, text};

fn schema() -> Value {
    json!({ "type": "object", "properties": {
        "url": { "type": "string", "format": "uri" }, "key": { "type": "string", "x-zui": { "secret": true } },
    }, "required": ["url"] })
}

#[tokio::test]
async fn a_recorded_webhook_is_sent_again_edited_and_an_operation_too() {
    let world = World::start().await;
    let page = Page::open(&world.local).await;
    let hook = Api::plain(&world.installed.webhook_url).with("x-kind", "first").with("authorization", "Bearer x");
    hook.send(Method::POST, "/in", "one").await;
    let steps = page.chain("POST /in", |_| true).await;
    let step = page.get(&format!("steps/{}", steps[0]["number"])).await;
    let mut again = json!({
        "method": "put", "path": step["request"]["path"], "query": "edited=1",
        "headers": step["request"]["headers"], "body": "two",
    });
    let refused = page.api.post("/console/api/replay", again.clone()).await;
    assert_eq!(refused.status, 400);
    assert!(text(&refused.json()["message"]).starts_with("headers.authorization: was not recorded"));
    let headers = step["request"]["headers"].as_array().unwrap().iter().filter(|header| header[0] != "authorization");
    again["headers"] = headers.cloned().collect();
    world.integration.answer("webhook_received", 418, "short and stout");
    let answer = page.api.post("/console/api/replay", again).await.ok();
    assert_eq!(answer["status"], 418);
    let request = world.integration.received("webhook_received").pop().unwrap().body["req"].clone();
    assert_eq!(
        (&request["method"], &request["path"], &request["query"]),
        (&json!("PUT"), &json!("/in"), &json!("edited=1"))
    );
    assert_eq!((&request["body"], &request["headers"]["x-kind"]), (&json!("two"), &json!("first")));
    let chain = page.get(&format!("chains/{}", text(&answer["chain"]))).await;
    assert_eq!(chain["steps"][0]["kind"], "page", "the page is where it comes from");

    let (conversation, user) = world.conversation("c").await;
    world.say(&conversation, &user, "hello").await;
    world.local.wait_for(|it| matches!(it, botpress_local::Happening::MessageDelivered { .. })).await.unwrap();
    let found = page.get("chains?kind=operation&text=message_created").await;
    let steps = page.get(&format!("chains/{}", text(&found["chains"][0]["id"]))).await["steps"].clone();
    let delivery = steps
        .as_array()
        .unwrap()
        .iter()
        .find(|step| step["title"] == "message_created" && step["kind"] == "operation")
        .unwrap();
    let whole = page.get(&format!("steps/{}", delivery["number"])).await;
    let mut body: Value = serde_json::from_str(whole["input"]["text"].as_str().unwrap()).unwrap();
    body["payload"]["text"] = "edited".into();
    let answer = page
        .api
        .post("/console/api/call", json!({ "alias": "chat", "operation": "message_created", "body": body }))
        .await
        .ok();
    assert_eq!(answer["status"], 200);
    let received = world.integration.received("message_created").pop().unwrap();
    assert_eq!(
        (&received.body["payload"]["text"], received.header("x-bp-operation")),
        (&json!("edited"), "message_created")
    );
}

#[tokio::test]
async fn a_configuration_is_checked_saved_and_registered_with_and_its_refusal_is_shown() {
    let mut declared = definition();
    declared["configuration"]["schema"] = schema();
    let world = World::of(botpress_local::LocalBotpress::builder().start().await.unwrap(), declared).await;
    let page = Page::open(&world.local).await;
    let path = "/console/api/integrations/chat/configuration";
    let wrong = page.api.put(path, json!({ "configuration": { "url": "nowhere", "key": "k" } })).await;
    assert_eq!(wrong.status, 400);
    assert!(text(&wrong.json()["message"]).starts_with("configuration.url: "), "{}", wrong.json());
    let mask = page.api.put(path, json!({ "configuration": { "url": "https://a.example", "key": "••••••••" } })).await;
    assert!(text(&mask.json()["message"]).starts_with("configuration.key: has no value yet"), "{}", mask.json());
    assert_eq!(world.integration.received("register").len(), 1, "nothing was changed");

    world.integration.answer("register", 400, r#"{"message":"the key is wrong"}"#);
    let shown = page.api.put(path, json!({ "configuration": { "url": "https://a.example", "key": "k" } })).await.ok();
    assert_eq!((&shown["status"], &shown["reason"]), (&json!("registration_failed"), &json!("the key is wrong")));
    let again = page.api.post("/console/api/integrations/chat/register", json!({})).await.ok();
    assert_eq!((&again["status"], &again["reason"]), (&json!("registered"), &Value::Null));
    assert_eq!(world.integration.received("register").pop().unwrap().configuration()["key"], "k");
    let kind = json!({ "configurationType": "manual", "configuration": {} });
    assert_eq!(page.api.put(path, kind).await.ok()["configurationType"], "manual");
    let none = json!({ "configurationType": "none", "configuration": {} });
    assert_eq!(page.api.put(path, none).await.status, 400);
    assert_eq!(
        page.api.put("/console/api/integrations/nobody/configuration", json!({ "configuration": {} })).await.status,
        404
    );
}

#[tokio::test]
async fn tags_and_states_are_edited_as_their_owners_would() {
    let world = World::start().await;
    let page = Page::open(&world.local).await;
    let (conversation, user) = world.conversation("c").await;
    let change = json!({ "tags": { "chat:thread": "t1", "chat:id": null } });
    let after = page.api.patch(&format!("/console/api/conversations/{conversation}"), change).await.ok();
    assert_eq!(after["tags"], json!({ "chat:thread": "t1" }));
    let wrong = page.api.patch(&format!("/console/api/users/{user}"), json!({ "tags": { "chat:nothing": "x" } })).await;
    assert!(text(&wrong.json()["message"]).contains("`nothing` is not declared"), "{}", wrong.json());
    let named = page.api.patch(&format!("/console/api/users/{user}"), json!({ "name": "Ada" })).await.ok();
    assert_eq!(named["name"], "Ada");
    let message = world.say(&conversation, &user, "x").await;
    let tagged = json!({ "tags": { "chat:ts": "1" } });
    let after = page.api.patch(&format!("/console/api/messages/{}", text(&message["id"])), tagged).await.ok();
    assert_eq!(after["tags"], json!({ "chat:ts": "1" }));

    let path = format!("/v1/chat/states/conversation/{conversation}/notes");
    world.api.post(&path, json!({ "payload": { "a": 1 }, "expiry": 60_000 })).await.ok();
    let write = |payload: Value| json!({ "alias": "chat", "type": "conversation", "id": conversation, "name": "notes", "payload": payload });
    page.api.put("/console/api/states", write(json!({ "a": 2 }))).await.ok();
    let state = world.api.get(&path).await.ok()["state"].clone();
    assert_eq!((&state["payload"], &state["expiry"]), (&json!({ "a": 2 }), &json!(60_000)), "its expiry stays");
    let shown = page.get(&format!("conversations/{conversation}")).await;
    assert_eq!((&shown["states"][0]["name"], &shown["states"][0]["alias"]), (&json!("notes"), &json!("chat")));
    page.api.put("/console/api/states", write(Value::Null)).await.ok();
    assert_eq!(world.api.get(&path).await.status, 404);
    let undeclared = json!({ "alias": "chat", "type": "user", "id": user, "name": "nothing", "payload": {} });
    assert_eq!(page.api.put("/console/api/states", undeclared).await.status, 400);
}

#[tokio::test]
async fn states_and_messages_are_paged_without_gaps() {
    let world = World::start().await;
    let page = Page::open(&world.local).await;
    for number in 0..35 {
        let (_, user) = world.conversation(&format!("c{number}")).await;
        world
            .api
            .post(&format!("/v1/chat/states/user/{user}/profile"), json!({ "payload": { "n": number } }))
            .await
            .ok();
    }
    let (conversation, user) = world.conversation("talk").await;
    for number in 0..35 {
        world.say(&conversation, &user, &number.to_string()).await;
    }
    world.settled(35).await;
    let mut seen = vec![];
    for what in [
        "states".to_owned(),
        "users".to_owned(),
        "conversations".to_owned(),
        format!("conversations/{conversation}/messages"),
    ] {
        let member = what.rsplit('/').next().unwrap();
        let first = page.get(&what).await;
        let mut all: Vec<_> = first[member].as_array().unwrap().clone();
        let mut next = first["next"].clone();
        while let Some(token) = next.as_str() {
            let page = page.get(&format!("{what}?next={token}")).await;
            all.extend(page[member].as_array().unwrap().iter().cloned());
            next = page["next"].clone();
        }
        let mut ids: Vec<_> = all.iter().map(|one| text(&one["id"])).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), all.len(), "{what}");
        seen.push(all.len());
    }
    assert_eq!(seen, [35, 37, 36, 70]);
}

#[tokio::test]
async fn the_bot_is_talked_to_in_a_new_conversation_and_an_action_is_called() {
    let world = World::start().await;
    let page = Page::open(&world.local).await;
    let new = json!({ "alias": "chat", "channel": "dm", "tags": { "id": "room" } });
    let conversation = page.api.post("/console/api/conversations", new.clone()).await.ok();
    assert_eq!(page.api.post("/console/api/conversations", new).await.ok()["id"], conversation["id"], "by its tags");
    let user = page
        .api
        .post("/console/api/users", json!({ "alias": "chat", "name": "Ada", "tags": { "id": "7" } }))
        .await
        .ok();
    let said = json!({ "conversationId": conversation["id"], "userId": user["id"], "type": "image", "payload": { "imageUrl": "https://a.example/b.png" } });
    page.api.post("/console/api/messages", said).await.ok();
    world.settled(1).await;
    let messages = page.get(&format!("conversations/{}/messages", text(&conversation["id"]))).await["messages"].clone();
    let kinds: Vec<_> =
        messages.as_array().unwrap().iter().map(|message| (&message["direction"], &message["type"])).collect();
    assert_eq!(kinds, [(&json!("outgoing"), &json!("image")), (&json!("incoming"), &json!("image"))]);
    let undeclared =
        json!({ "conversationId": conversation["id"], "userId": user["id"], "type": "video", "payload": {} });
    assert!(
        text(&page.api.post("/console/api/messages", undeclared).await.json()["message"])
            .contains("`video` is not declared")
    );

    world.integration.answer("action_triggered", 200, r#"{"output":{"done":true}}"#);
    let called = page.api.post("/console/api/integrations/chat/actions/addReaction", json!({ "name": "x" })).await.ok();
    assert_eq!(called["output"], json!({ "done": true }));
    let icon = page.api.get("/console/api/integrations/chat/icon").await;
    assert_eq!(icon.status, 404, "it has none");
}
