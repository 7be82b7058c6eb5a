//! Payloads against their declared schemas.
#![cfg(feature = "schemas")]

use botpress_local::{InstallError, Installation, LocalBotpress};
use serde_json::{Value, json};

use crate::support::{Answer, Api, World, definition};

/// The usual definition, with objects that have a text `text` of at most ten characters and nothing else.
async fn strict() -> World {
    let schema = json!({ "schema": {
        "type": "object", "properties": { "text": { "type": "string", "maxLength": 10 } }, "required": ["text"],
        "additionalProperties": false,
    } });
    let mut strict = definition();
    strict["channels"]["dm"]["messages"]["text"] = schema.clone();
    strict["events"]["reactionAdded"] = schema.clone();
    strict["states"]["credentials"]["schema"] = schema["schema"].clone();
    strict["actions"]["addReaction"] = json!({ "input": schema, "output": schema });
    World::of(LocalBotpress::builder().start().await.unwrap(), strict).await
}

#[track_caller]
fn refused(answer: Answer, at: &str) {
    let (status, kind, message) = answer.error();
    assert_eq!((status, kind.as_str()), (400, "InvalidPayload"), "{message}");
    assert!(message.starts_with(at), "{message}");
}

#[tokio::test]
async fn messages_of_both_directions_conform_when_created_found_initialized_and_changed() {
    let world = strict().await;
    let (conversation, user) = world.conversation("c1").await;
    let message = |payload: Value| json!({ "conversationId": conversation, "userId": user, "type": "text", "payload": payload, "tags": {} });
    for path in ["/v1/chat/messages", "/v1/chat/messages/get-or-create"] {
        refused(world.api.post(path, message(json!({}))).await, "body.payload.text: is missing");
        refused(world.api.post(path, message(json!({ "text": 1 }))).await, "body.payload.text: ");
        refused(world.api.post(path, message(json!({ "text": "a", "b": 1 }))).await, "body.payload: ");
    }
    let (outgoing, bot) = (message(json!({ "text": "a text too long" })), Api::bot(&world.local));
    refused(bot.post("/v1/chat/messages", outgoing).await, "body.payload.text: ");
    let initialize = json!({
        "userId": user, "conversationId": conversation,
        "message": { "type": "text", "payload": { "text": 1 }, "tags": {} },
    });
    refused(world.api.post("/v1/chat/initialize-incoming-message", initialize).await, "body.message.payload.text: ");
    let found = json!({ "conversationId": conversation, "userId": user, "type": "text", "tags": { "ts": "1" } });
    let path = "/v1/chat/messages/get-or-create";
    refused(world.api.post(path, found.clone()).await, "body.payload.text: is missing");
    let mut made = found.clone();
    made["payload"] = json!({ "text": "one" });
    let made = world.api.post(path, made).await.ok();
    assert_eq!(world.api.post(path, found).await.ok()["message"], made["message"], "what is found may go without");
    world.api.delete(&format!("/v1/chat/messages/{}", made["message"]["id"].as_str().unwrap())).await.ok();
    let said = world.say(&conversation, &user, "hi").await;
    let path = format!("/v1/chat/messages/{}", said["id"].as_str().unwrap());
    refused(world.api.put(&path, json!({ "payload": {} })).await, "body.payload.text: is missing");
    assert_eq!(world.api.get(&path).await.ok()["message"]["payload"], json!({ "text": "hi" }));
}

#[tokio::test]
async fn events_and_states_conform_and_a_patch_is_judged_by_what_comes_out_of_it() {
    let world = strict().await;
    let event = json!({ "type": "reactionAdded", "payload": { "text": null } });
    refused(world.api.post("/v1/chat/events", event).await, "body.payload.text: ");
    let path = format!("/v1/chat/states/integration/{}/credentials", world.installed.integration_id);
    let payload = |payload: Value| json!({ "payload": payload });
    refused(world.api.post(&path, payload(json!({ "txt": "a" }))).await, "body.payload");
    refused(world.api.post(&format!("{path}/get-or-set"), payload(json!({}))).await, "body.payload.text: is missing");
    refused(world.api.patch(&path, payload(json!({}))).await, "body.payload.text: is missing");
    world.api.post(&path, payload(json!({ "text": "a" }))).await.ok();
    world.api.patch(&path, payload(json!({}))).await.ok();
    refused(world.api.patch(&path, payload(json!({ "text": 1 }))).await, "body.payload.text: ");
    assert_eq!(
        world.api.get(&path).await.ok()["state"]["payload"],
        json!({ "text": "a" }),
        "a refused patch is undone"
    );
    world.api.post(&path, payload(Value::Null)).await.ok();
}

#[tokio::test]
async fn the_input_of_an_action_conforms_before_the_call_and_its_output_after_it() {
    let world = strict().await;
    let bot = Api::bot(&world.local);
    let call = |input: Value| json!({ "type": "chat:addReaction", "input": input });
    refused(bot.post("/v1/chat/actions", call(json!({ "text": [] }))).await, "body.input.text: ");
    assert!(world.integration.received("action_triggered").is_empty());
    world.integration.answer("action_triggered", 200, json!({ "output": { "text": 1 }, "meta": {} }).to_string());
    let (status, kind, message) = bot.post("/v1/chat/actions", call(json!({ "text": "a" }))).await.error();
    assert_eq!((status, kind.as_str()), (400, "InvalidDataFormat"));
    assert!(message.starts_with("output.text: "), "{message}");
    for api in [&bot, &world.api] {
        world.integration.answer("action_triggered", 200, json!({ "output": { "text": "b" } }).to_string());
        let kind = if std::ptr::eq(api, &bot) { "chat:addReaction" } else { "addReaction" };
        let answer = api.post("/v1/chat/actions", json!({ "type": kind, "input": { "text": "a" } })).await.ok();
        assert_eq!(answer["output"], json!({ "text": "b" }));
    }
}

#[tokio::test]
async fn a_definition_with_a_schema_that_is_none_or_too_much_of_something_is_not_installed() {
    let local = LocalBotpress::builder().start().await.unwrap();
    let mut wrong = definition();
    wrong["events"]["reactionAdded"]["schema"] = json!({ "type": "objekt" });
    let mut many = definition();
    for number in 0..20 {
        many["events"][format!("event{number}")] = json!({ "schema": {} });
    }
    for (definition, at) in [(wrong, "events.reactionAdded.schema"), (many, "events: has 21")] {
        let refused = local.install(Installation::new("chat", "http://127.0.0.1:1", definition)).await;
        assert!(
            matches!(&refused, Err(InstallError::Invalid { what: "definition", message }) if message.starts_with(at)),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn what_is_too_large_is_told_apart_from_what_is_wrong() {
    let world = World::start().await;
    let (conversation, user) = world.conversation("c1").await;
    let message = |length: usize| {
        json!({ "conversationId": conversation, "userId": user, "type": "text",
                "payload": { "text": "x".repeat(length) }, "tags": {} })
    };
    world.api.post("/v1/chat/messages", message(131_061)).await.ok();
    for body in [message(131_062), message(1024 * 1024)] {
        let (status, kind, message) = world.api.post("/v1/chat/messages", body).await.error();
        assert_eq!((status, kind.as_str()), (413, "PayloadTooLarge"));
        assert!(message.starts_with("body"), "{message}");
    }
    let answer = world.api.get("/v1/chat/users").await;
    assert_eq!(answer.headers["ratelimit-limit"], "100");
    assert_eq!(
        (&answer.headers["ratelimit-remaining"], &answer.headers["ratelimit-reset"]),
        (&"100".parse().unwrap(), &"1".parse().unwrap())
    );
}
