//! From a webhook to the bot and back: messages, events, deliveries.

use std::time::Duration;

use crate::support::{Api, World, definition, text};
use botpress_api::types::{Event, EventStatus, Message};
use botpress_local::{
    Bot, BotContext, BotResult, EchoBot, Handling, Happening, Installation, LocalBotpress, SilentBot, bot_fn,
};
use serde_json::json;

#[tokio::test]
async fn what_a_user_writes_is_echoed_through_the_integration() {
    let world = World::with(LocalBotpress::builder().bot(EchoBot::new().prefix("echo: ")).start().await.unwrap()).await;
    let (conversation, user) = world.conversation("c1").await;
    let incoming = world.say(&conversation, &user, "hi").await;
    assert_eq!(incoming["direction"], "incoming");

    world.local.wait_for(|it| matches!(it, Happening::MessageDelivered { .. })).await.unwrap();

    let call = world.integration.received("message_created").remove(0);
    assert_eq!(call.body["type"], "text");
    assert_eq!(call.body["payload"], json!({ "text": "echo: hi" }));
    assert_eq!(call.body["message"]["direction"], "outgoing");
    assert_eq!(call.body["message"]["userId"], world.local.bot_user_id());
    assert_eq!(call.body["conversation"]["id"], conversation.as_str());
    assert_eq!(call.body["conversation"]["channel"], "dm");
    assert_eq!(call.body["conversation"]["integration"], "chat");
    assert_eq!(call.body["conversation"]["tags"], json!({ "id": "c1" }), "tags are without prefix");
    assert_eq!(call.body["user"]["id"], world.local.bot_user_id());
    let written: Vec<_> = world.local.messages(&conversation).await.unwrap();
    assert_eq!(written.iter().map(|it| it.payload["text"].as_str().unwrap()).collect::<Vec<_>>(), ["hi", "echo: hi"]);
}

#[tokio::test]
async fn an_image_is_echoed_as_an_image() {
    let world = World::start().await;
    let (conversation, user) = world.conversation("c1").await;
    let body = json!({
        "conversationId": conversation, "userId": user, "type": "image", "tags": {},
        "payload": { "imageUrl": "http://x/cat.png", "title": "cat" },
    });
    world.api.post("/v1/chat/messages", body).await.ok();
    world.local.wait_for(|it| matches!(it, Happening::MessageDelivered { .. })).await.unwrap();
    let call = world.integration.received("message_created").remove(0);
    assert_eq!(
        (text(&call.body["type"]), &call.body["payload"]["imageUrl"]),
        ("image".into(), &json!("http://x/cat.png"))
    );
}

#[tokio::test]
async fn a_delivery_is_repeated_after_5xx_and_ends_well() {
    let world =
        World::with(LocalBotpress::builder().retry_after(Duration::from_millis(1)).start().await.unwrap()).await;
    world.integration.answer("message_created", 500, r#"{"id":"e","code":400,"type":"Runtime","message":"oops"}"#);
    world.integration.answer("message_created", 503, "busy");
    let (conversation, user) = world.conversation("c1").await;
    world.say(&conversation, &user, "hi").await;
    world.local.wait_for(|it| matches!(it, Happening::MessageDelivered { .. })).await.unwrap();
    let calls = world.integration.received("message_created");
    assert_eq!(calls.len(), 3);
    assert!(calls.iter().all(|call| call.body == calls[0].body), "each attempt carries the same message");
}

#[tokio::test]
async fn a_delivery_that_keeps_failing_is_given_up_with_its_reason() {
    let world =
        World::with(LocalBotpress::builder().retry_after(Duration::from_millis(1)).start().await.unwrap()).await;
    for _ in 0..4 {
        world.integration.answer("message_created", 500, r#"{"id":"e","code":400,"type":"Runtime","message":"oops"}"#);
    }
    let (conversation, user) = world.conversation("c1").await;
    world.say(&conversation, &user, "hi").await;
    let failed = world.local.wait_for(|it| matches!(it, Happening::MessageFailed { .. })).await.unwrap();
    let Happening::MessageFailed { reason, .. } = failed else { unreachable!() };
    assert!(reason.starts_with("oops") && reason.contains("4 attempts"), "{reason}");
    assert_eq!(world.integration.received("message_created").len(), 4);
}

#[tokio::test]
async fn a_delivery_is_not_repeated_after_4xx() {
    let world = World::start().await;
    world.integration.answer(
        "message_created",
        400,
        r#"{"id":"e","code":400,"type":"Runtime","message":"no such chat"}"#,
    );
    let (conversation, user) = world.conversation("c1").await;
    world.say(&conversation, &user, "hi").await;
    let failed = world.local.wait_for(|it| matches!(it, Happening::MessageFailed { .. })).await.unwrap();
    assert!(matches!(failed, Happening::MessageFailed { reason, .. } if reason == "no such chat"));
    assert_eq!(world.integration.received("message_created").len(), 1);
}

#[tokio::test]
async fn messages_of_a_conversation_are_delivered_in_their_order_even_when_one_is_repeated() {
    let world =
        World::with(LocalBotpress::builder().retry_after(Duration::from_millis(1)).start().await.unwrap()).await;
    world.integration.answer("message_created", 500, "oops");
    let (conversation, user) = world.conversation("c1").await;
    for number in 0..10 {
        world.say(&conversation, &user, &number.to_string()).await;
    }
    let mut delivered = 0;
    let all = |it: &Happening| {
        delivered += usize::from(matches!(it, Happening::MessageDelivered { .. }));
        delivered == 10
    };
    world.local.wait_for(all).await.unwrap();
    let mut order: Vec<_> =
        world.integration.received("message_created").iter().map(|call| text(&call.body["payload"]["text"])).collect();
    order.dedup();
    assert_eq!(order, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
}

#[tokio::test]
async fn the_sender_does_not_wait_for_the_bot() {
    let (release, released) = tokio::sync::watch::channel(false);
    let bot = bot_fn(move |cx, _| {
        let mut released = released.clone();
        async move {
            let _ = released.wait_for(|released| *released).await;
            cx.say("at last").await?;
            Ok(Handling::Processed)
        }
    });
    let world = World::with(LocalBotpress::builder().bot(bot).start().await.unwrap()).await;
    let (conversation, user) = world.conversation("c1").await;
    world.say(&conversation, &user, "hi").await;
    assert_eq!(world.local.events().await.unwrap()[0].status, EventStatus::Pending);
    release.send_replace(true);
    world.settled(1).await;
    assert_eq!(world.local.events().await.unwrap()[0].status, EventStatus::Processed);
}

#[tokio::test]
async fn a_bot_that_fails_or_panics_fails_that_event_and_goes_on() {
    let bot = bot_fn(|_, message| async move {
        match message.payload["text"].as_str() {
            Some("panic") => panic!("on purpose"),
            Some("fail") => Err("did not work".into()),
            _ => Ok(Handling::Ignored),
        }
    });
    let world = World::with(LocalBotpress::builder().bot(bot).start().await.unwrap()).await;
    let (conversation, user) = world.conversation("c1").await;
    for said in ["panic", "fail", "else"] {
        world.say(&conversation, &user, said).await;
    }
    world.settled(3).await;
    let events = world.local.events().await.unwrap();
    let outcomes: Vec<_> =
        events.iter().rev().map(|event| (event.status.as_str(), event.failure_reason.as_deref())).collect();
    assert_eq!(outcomes, [("failed", Some("the bot panicked")), ("failed", Some("did not work")), ("ignored", None)]);
}

struct Reacting;

#[botpress_local::async_trait]
impl Bot for Reacting {
    async fn on_message(&self, _: &BotContext, _: &Message) -> BotResult {
        Ok(Handling::Ignored)
    }
    async fn on_event(&self, cx: &BotContext, event: &Event) -> BotResult {
        let output = cx.call_action("chat:addReaction", json!({ "name": event.payload["name"] })).await?;
        cx.say(format!("{}: {}", event.kind, output["done"])).await?;
        Ok(Handling::Processed)
    }
}

#[tokio::test]
async fn an_event_reaches_the_bot_with_the_alias_in_front_and_the_bot_calls_an_action() {
    let world = World::with(LocalBotpress::builder().bot(Reacting).start().await.unwrap()).await;
    world.integration.answer("action_triggered", 200, r#"{"output":{"done":true},"meta":{"cost":0}}"#);
    let (conversation, _) = world.conversation("c1").await;
    let event = json!({ "type": "reactionAdded", "payload": { "name": "+1" }, "conversationId": conversation });
    let created = world.api.post("/v1/chat/events", event).await;
    assert_eq!(created.status, 201);
    let created = created.ok()["event"].clone();
    assert_eq!((&created["type"], &created["status"]), (&json!("reactionAdded"), &json!("pending")));
    assert_eq!(created["failureReason"], json!(null));

    world.local.wait_for(|it| matches!(it, Happening::MessageDelivered { .. })).await.unwrap();
    world.settled(1).await;
    let action = world.integration.received("action_triggered").remove(0);
    assert_eq!(action.body, json!({ "type": "addReaction", "input": { "name": "+1" } }));
    let delivered = world.integration.received("message_created").remove(0);
    assert_eq!(delivered.body["payload"]["text"], "chat:reactionAdded: true");
    let path = format!("/v1/chat/events/{}", text(&created["id"]));
    assert_eq!(world.api.get(&path).await.ok()["event"]["status"], "processed");
    assert_eq!(world.local.events().await.unwrap()[0].kind, "chat:reactionAdded");
}

#[tokio::test]
async fn events_that_nobody_wants_are_ignored_and_lists_filter_by_status_and_type() {
    let world = World::start().await;
    let event = json!({ "type": "reactionAdded", "payload": {} });
    world.api.post("/v1/chat/events", event).await.ok();
    world.settled(1).await;
    let api = &world.api;
    let list =
        |query: &'static str| async move { api.get(&format!("/v1/chat/events{query}")).await.ok()["events"].clone() };
    assert_eq!(list("?status=ignored").await.as_array().unwrap().len(), 1);
    assert_eq!(list("?status=pending").await, json!([]));
    assert_eq!(list("?type=reactionAdded").await[0]["type"], "reactionAdded");
    assert_eq!(list("?type=chat%3AreactionAdded").await[0]["type"], "reactionAdded");
}

#[tokio::test]
async fn an_action_is_called_by_the_bot_over_the_api_and_its_failure_is_told() {
    let world = World::with(LocalBotpress::builder().bot(SilentBot).start().await.unwrap()).await;
    let bot = Api::bot(&world.local);
    world.integration.answer("action_triggered", 200, r#"{"output":{"a":1},"meta":{"cost":0.5}}"#);
    let call = json!({ "type": "chat:addReaction", "input": {} });
    let answer = bot.post("/v1/chat/actions", call.clone()).await.ok();
    assert_eq!(answer, json!({ "output": { "a": 1 }, "meta": { "cached": false } }));

    world.integration.answer(
        "action_triggered",
        400,
        r#"{"id":"e","code":400,"type":"Runtime","message":"no such emoji"}"#,
    );
    let (status, kind, message) = bot.post("/v1/chat/actions", call).await.error();
    assert_eq!((status, kind.as_str(), message.as_str()), (400, "Runtime", "no such emoji"));

    let (status, kind, message) =
        bot.post("/v1/chat/actions", json!({ "type": "chat:fly", "input": {} })).await.error();
    assert_eq!((status, kind.as_str()), (400, "InvalidPayload"));
    assert!(message.starts_with("body.type: ") && message.contains("`addReaction`"), "{message}");
}

#[tokio::test]
async fn the_bot_sends_over_the_api_with_its_own_id_as_author() {
    let world = World::with(LocalBotpress::builder().bot(SilentBot).start().await.unwrap()).await;
    let (conversation, _) = world.conversation("c1").await;
    let bot = Api::bot(&world.local);
    let message = json!({
        "conversationId": conversation, "userId": world.local.bot_id(), "type": "text",
        "payload": { "text": "hello" }, "tags": { "chat:kind": "greeting" },
    });
    let created = bot.post("/v1/chat/messages", message).await;
    assert_eq!(created.status, 201);
    let created = created.ok();
    assert_eq!(created["message"]["direction"], "outgoing");
    assert_eq!(created["message"]["userId"], world.local.bot_user_id());
    assert_eq!(created["message"]["tags"], json!({ "chat:kind": "greeting" }), "the bot sees prefixes");
    world.local.wait_for(|it| matches!(it, Happening::MessageDelivered { .. })).await.unwrap();
    let delivered = world.integration.received("message_created").remove(0);
    assert_eq!(delivered.body["message"]["tags"], json!({ "kind": "greeting" }), "the integration does not");
}

#[tokio::test]
async fn what_was_not_delivered_before_a_restart_is_delivered_after_it() {
    let folder = std::env::temp_dir().join(format!("botpress-local-restart-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let data = botpress_local::Data::File(folder.join("data.sqlite"));
    // The first run waits an hour before it tries again; the stop does not wait for that.
    let builder = || LocalBotpress::builder().data(data.clone());
    let first = World::with(builder().retry_after(Duration::from_secs(3600)).start().await.unwrap()).await;
    first.integration.answer("message_created", 500, "oops");
    let (conversation, user) = first.conversation("c1").await;
    first.say(&conversation, &user, "hi").await;
    let called =
        |it: &Happening| matches!(it, Happening::OperationCalled { operation, .. } if operation == "message_created");
    first.local.wait_for(called).await.unwrap();
    let (bot_id, webhook) = (first.local.bot_id().to_owned(), first.installed.webhook_id.clone());
    first.local.stop().await;

    let second = builder().start().await.unwrap();
    assert_eq!(second.bot_id(), bot_id);
    second.wait_for(|it| matches!(it, Happening::MessageDelivered { .. })).await.unwrap();
    assert_eq!(first.integration.received("message_created").len(), 2);
    let again = second.install(Installation::new("chat", &first.integration.url, definition())).await.unwrap();
    assert_eq!(again.webhook_id, webhook, "an installation keeps its webhook");
    let api = Api::integration(&second, &again);
    let found = api.get(&format!("/v1/chat/conversations/{conversation}")).await.ok();
    assert_eq!(
        (&found["conversation"]["tags"]["id"], &found["conversation"]["messageCount"]),
        (&json!("c1"), &json!(2))
    );
    second.stop().await;
    let _ = std::fs::remove_dir_all(&folder);
}

#[tokio::test]
async fn an_incoming_message_is_an_event_for_the_bot_and_none_for_the_integration() {
    let world = World::with(LocalBotpress::builder().bot(SilentBot).start().await.unwrap()).await;
    let (conversation, user) = world.conversation("c1").await;
    let message = world.say(&conversation, &user, "hi").await;
    world.settled(1).await;
    assert_eq!(world.api.get("/v1/chat/events").await.ok()["events"], json!([]));
    let list = Api::bot(&world.local).get(&format!("/v1/chat/events?messageId={}", text(&message["id"]))).await.ok();
    let event = list["events"][0].clone();
    assert_eq!((&event["type"], &event["status"]), (&json!("message_created"), &json!("ignored")));
    assert_eq!((&event["conversationId"], &event["userId"]), (&json!(conversation), &json!(user)));
    assert_eq!(event["payload"]["message"]["payload"], json!({ "text": "hi" }));
    assert_eq!(event["payload"]["conversation"]["tags"], json!({ "chat:id": "c1" }));
    assert_eq!(event["payload"]["user"]["tags"], json!({ "chat:id": "c1" }));
}
