//! What follows when the bot changes something, and bots that follow a script.

use std::time::Duration;

use botpress_api::types::Direction;
use botpress_local::{Handling, Happening, LocalBotpress, ScriptedBot, SilentBot, bot_fn};
use serde_json::{Value, json};

use crate::admin::body;
use crate::support::{Api, Integration, World, text};

struct Stage {
    local: LocalBotpress,
    integration: Integration,
    /// As the integration, and as the bot.
    api: Api,
    bot: Api,
    conversation: String,
}

impl Stage {
    async fn start(extra: Value) -> Self {
        let builder = LocalBotpress::builder().bot(SilentBot).retry_after(Duration::from_millis(1));
        let local = builder.start().await.unwrap();
        let (admin, integration) = (Api::admin(&local), Integration::start().await);
        let mut body = body("local/chat", "1.0.0");
        body["url"] = integration.url.clone().into();
        body["extraOperations"] = extra;
        let id = text(&admin.post("/v1/admin/integrations", body).await.ok()["integration"]["id"]);
        let install = json!({ "integrations": { "chat": { "integrationId": id, "enabled": true } } });
        admin.put(&format!("/v1/admin/bots/{}", local.bot_id()), install).await.ok();
        let bot = admin.with("x-bot-id", local.bot_id());
        let api = bot.clone().with("x-integration-id", &id);
        let conversation = json!({ "channel": "dm", "tags": { "id": "c1" } });
        let conversation = api.post("/v1/chat/conversations", conversation).await.ok();
        let conversation = text(&conversation["conversation"]["id"]);
        Self { local, integration, api, bot, conversation }
    }

    /// The bot says something, and it is delivered.
    async fn say(&self, said: &str) -> String {
        let message = json!({
            "conversationId": self.conversation, "userId": self.local.bot_id(), "type": "text",
            "payload": { "text": said }, "tags": {},
        });
        let made = self.bot.post("/v1/chat/messages", message).await.ok();
        let id = text(&made["message"]["id"]);
        let delivered = |it: &Happening| matches!(it, Happening::MessageDelivered { message_id } if *message_id == id);
        self.local.wait_for(delivered).await.unwrap();
        id
    }

    /// Waits until the integration was told, and the work of the conversation goes on.
    async fn told(&self, wanted: &str) {
        let told = |it: &Happening| matches!(it, Happening::OperationCalled { operation, .. } if operation == wanted);
        self.local.wait_for(told).await.unwrap();
        self.say("the next").await;
    }
}

#[tokio::test]
async fn changes_of_the_bot_are_told_in_order_to_an_integration_that_asked_for_them() {
    let both = json!({ "message_updated": { "enabled": true }, "conversation_updated": { "enabled": true } });
    let stage = Stage::start(both).await;
    let message = stage.say("hi").await;
    let path = format!("/v1/chat/messages/{message}");
    stage.integration.answer("message_updated", 500, "{}");
    stage.bot.put(&path, json!({ "payload": { "text": "hello" } })).await.ok();
    stage.bot.put(&path, json!({ "payload": { "text": "hello!" } })).await.ok();
    let conversation = format!("/v1/chat/conversations/{}", stage.conversation);
    stage.bot.put(&conversation, json!({ "tags": { "chat:thread": "t1" } })).await.ok();
    // Its own changes an integration knows.
    stage.api.put(&path, json!({ "tags": { "ts": "1" } })).await.ok();
    stage.told("conversation_updated").await;

    let updated = stage.integration.received("message_updated");
    let texts = |call: &crate::support::Received| {
        let text = |which: &str| call.body[which]["payload"]["text"].as_str().unwrap().to_owned();
        (text("previousMessage"), text("currentMessage"))
    };
    let told: Vec<_> = updated.iter().map(texts).collect();
    let told: Vec<_> = told.iter().map(|(before, after)| (before.as_str(), after.as_str())).collect();
    assert_eq!(told, [("hi", "hello"), ("hi", "hello"), ("hello", "hello!")], "the first again, after its 500");
    assert_eq!(updated[0].body["payload"], json!({ "text": "hello" }));
    let told = stage.integration.received("conversation_updated").remove(0);
    assert_eq!(told.body["previousConversation"]["tags"], json!({ "id": "c1" }));
    assert_eq!(told.body["currentConversation"]["tags"], json!({ "id": "c1", "thread": "t1" }));
}

#[tokio::test]
async fn who_did_not_ask_is_not_told_and_who_does_not_know_it_has_not_failed() {
    let stage = Stage::start(json!({ "message_updated": { "enabled": false } })).await;
    let message = stage.say("hi").await;
    stage.bot.put(&format!("/v1/chat/messages/{message}"), json!({ "payload": { "text": "x" } })).await.ok();
    stage.say("the next").await;
    assert!(stage.integration.received("message_updated").is_empty());

    let stage = Stage::start(json!({ "message_updated": { "enabled": true } })).await;
    let unknown = r#"{"id":"e","code":400,"type":"Runtime","message":"Unknown operation message_updated"}"#;
    stage.integration.answer("message_updated", 400, unknown);
    let message = stage.say("hi").await;
    stage.bot.put(&format!("/v1/chat/messages/{message}"), json!({ "payload": { "text": "x" } })).await.ok();
    stage.told("message_updated").await;
    let admin = stage.bot.clone().without("x-bot-id");
    let path = format!("/v1/admin/bots/{}/logs?timeStart=2020-01-01T00:00:00.000Z&level=error", stage.local.bot_id());
    assert_eq!(admin.get(&path).await.ok()["logs"], json!([]));
}

#[tokio::test]
async fn a_bot_changes_what_it_has_said() {
    let bot = bot_fn(|cx, _| async move {
        let said = cx.say("one").await?;
        cx.change(&said, json!({ "text": "two" })).await?;
        Ok(Handling::Processed)
    });
    let world = World::with(LocalBotpress::builder().bot(bot).start().await.unwrap()).await;
    let (conversation, user) = world.conversation("c1").await;
    world.say(&conversation, &user, "hi").await;
    world.settled(1).await;
    let messages = world.local.messages(&conversation).await.unwrap();
    let said = messages.iter().find(|message| message.direction == Direction::Outgoing).unwrap();
    assert_eq!(said.payload, json!({ "text": "two" }));
}

#[tokio::test]
async fn a_scripted_bot_says_calls_and_emits_what_fits() {
    let script = json!({ "rules": [
        { "when": { "message": "react*", "channel": "dm" }, "do": [
            { "call": "chat:addReaction", "input": { "messageId": "{{message.id}}" } },
            { "say": "done: {{output.name}}" },
            { "emit": "reacted", "payload": { "by": "{{user.tags.chat:id}}" } },
        ] },
        { "when": { "message": "*" }, "do": [{ "send": "text", "payload": { "text": "what is {{message.payload.text}}?" } }] },
    ] });
    let bot = ScriptedBot::parse(&script.to_string()).unwrap();
    let world = World::with(LocalBotpress::builder().bot(bot).start().await.unwrap()).await;
    world.integration.answer("action_triggered", 200, r#"{"output":{"name":"eyes"}}"#);
    let (conversation, user) = world.conversation("c1").await;
    let said = world.say(&conversation, &user, "React, please").await;
    world.say(&conversation, &user, "this").await;
    world.settled(3).await;
    let action = world.integration.received("action_triggered").remove(0);
    assert_eq!(action.body["input"], json!({ "messageId": said["id"] }));
    let messages = world.local.messages(&conversation).await.unwrap();
    let texts: Vec<_> = messages.iter().map(|message| message.payload["text"].as_str().unwrap()).collect();
    assert_eq!(texts.len(), 4, "{texts:?}");
    assert!(texts.contains(&"done: eyes") && texts.contains(&"what is this?"), "{texts:?}");
    let events = world.local.events().await.unwrap();
    let own = events.iter().find(|event| event.kind == "reacted").unwrap();
    assert_eq!(own.payload, json!({ "by": "c1" }));
}
