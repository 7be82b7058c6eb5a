//! Messages from the past.

use botpress_local::Happening;
use serde_json::{Value, json};

use crate::support::{World, text};

const PATH: &str = "/v1/chat/messages/import-messages";

fn message(conversation: &str, user: &str, ts: &str) -> Value {
    json!({ "conversationId": conversation, "userId": user, "type": "text", "payload": { "text": ts },
            "tags": { "ts": ts }, "createdAt": "2020-01-01T00:00:00.000Z", "discriminateByTags": ["ts"] })
}

#[tokio::test]
async fn history_is_written_once_with_its_times_and_nobody_is_told() {
    let world = World::start().await;
    let (conversation, user) = world.conversation("c1").await;
    let bot = world.local.bot_user_id().to_owned();
    let history = json!({ "messages": [message(&conversation, &user, "1"), message(&conversation, &bot, "2")] });
    let imported = world.api.post(PATH, history.clone()).await.ok()["messages"].clone();
    let directions: Vec<_> = imported.as_array().unwrap().iter().map(|it| it["direction"].clone()).collect();
    assert_eq!(directions, ["incoming", "outgoing"]);
    assert_eq!(imported[0]["createdAt"], "2020-01-01T00:00:00.000Z");
    assert_eq!(world.api.post(PATH, history).await.ok()["messages"], imported, "what is there is not written again");
    world.say(&conversation, &user, "now").await;
    world.settled(1).await;
    assert_eq!(world.local.events().await.unwrap().len(), 1, "the event of `now` alone");
    let said = world.local.messages(&conversation).await.unwrap();
    let said: Vec<_> = said.iter().map(|it| it.payload["text"].as_str().unwrap()).collect();
    assert_eq!(said[..3], ["1", "2", "now"]);
    let kept = world.api.get(&format!("/v1/chat/conversations/{conversation}")).await.ok();
    assert_eq!(kept["conversation"]["messageCount"], 4);
    world.local.wait_for(|it| matches!(it, Happening::MessageDelivered { .. })).await.unwrap();
    assert_eq!(world.integration.received("message_created").len(), 1, "the echo of `now` alone");
}

#[tokio::test]
async fn a_partial_failure_says_which_messages_were_imported_and_which_were_not() {
    let world = World::start().await;
    let (conversation, user) = world.conversation("c1").await;
    let wrong = message("conv_x", &user, "2");
    let body = json!({ "messages": [message(&conversation, &user, "1"), wrong, message(&conversation, &user, "3")] });
    let answer = world.api.post(PATH, body).await;
    assert_eq!(answer.status, 400);
    let error = answer.json();
    assert!(text(&error["message"]).starts_with("body.messages[1].conversationId"), "{error}");
    let facts = &error["metadata"];
    let resolved: Vec<_> =
        facts["resolvedMessages"].as_array().unwrap().iter().map(|it| it["tags"]["ts"].clone()).collect();
    assert_eq!(resolved, ["1", "3"]);
    assert_eq!(facts["failedMessages"][0]["index"], 1);
    assert_eq!(facts["failedMessages"][0]["error"]["type"], "ReferenceNotFound");
    assert_eq!(world.local.messages(&conversation).await.unwrap().len(), 2);
}

#[tokio::test]
async fn more_than_a_hundred_at_once_are_refused() {
    let world = World::start().await;
    let many: Vec<_> = (0..101).map(|ts| message("conv_x", "user_x", &ts.to_string())).collect();
    let (status, _, message) = world.api.post(PATH, json!({ "messages": many })).await.error();
    assert_eq!(status, 400);
    assert!(message.starts_with("body.messages: has 101"), "{message}");
}
