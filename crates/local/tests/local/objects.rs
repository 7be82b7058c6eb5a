//! Users, conversations, messages, participants: what each operation means.

use std::time::Duration;

use botpress_local::{Happening, LocalBotpress, ManualClock, SilentBot};
use serde_json::{Value, json};

use crate::support::{World, text};

const USERS: &str = "/v1/chat/users";
const USER: &str = "/v1/chat/users/get-or-create";
const CONVERSATION: &str = "/v1/chat/conversations/get-or-create";
const MESSAGE: &str = "/v1/chat/messages/get-or-create";

async fn quiet() -> World {
    World::with(LocalBotpress::builder().bot(SilentBot).start().await.unwrap()).await
}

fn ids(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|item| text(&item["id"])).collect()
}

#[tokio::test]
async fn without_discriminators_exactly_the_given_tags_must_match() {
    let world = quiet().await;
    let get = |tags: Value| {
        let api = world.api.clone();
        async move { api.post(CONVERSATION, json!({ "channel": "dm", "tags": tags })).await.ok() }
    };
    let thread = get(json!({ "id": "1", "thread": "t" })).await;
    let root = get(json!({ "id": "1" })).await;
    assert_eq!((&thread["meta"]["created"], &root["meta"]["created"]), (&json!(true), &json!(true)));
    let again = get(json!({ "id": "1", "thread": "" })).await;
    assert_eq!((&again["meta"]["created"], &again["conversation"]["id"]), (&json!(false), &root["conversation"]["id"]));
    let again = get(json!({ "thread": "t", "id": "1" })).await;
    assert_eq!(
        (&again["meta"]["created"], &again["conversation"]["id"]),
        (&json!(false), &thread["conversation"]["id"])
    );
    let body = json!({ "channel": "group", "tags": { "id": "1" } });
    assert_eq!(world.api.post(CONVERSATION, body).await.ok()["meta"]["created"], true, "another channel is another");
}

#[tokio::test]
async fn with_discriminators_only_they_are_compared_and_the_other_tags_are_written() {
    let world = quiet().await;
    let get = |tags: Value, by: Value| {
        let api = world.api.clone();
        async move { api.post(USER, json!({ "tags": tags, "discriminateByTags": by })).await.ok() }
    };
    let first = get(json!({ "id": "1", "team": "a" }), json!(["id"])).await;
    let second = get(json!({ "id": "1", "team": "b" }), json!(["id"])).await;
    assert_eq!(second["user"]["id"], first["user"]["id"]);
    assert_eq!(
        (&second["meta"]["created"], &second["user"]["tags"]),
        (&json!(false), &json!({ "id": "1", "team": "b" }))
    );
    let third = get(json!({ "id": "1", "team": null }), json!(["id"])).await;
    assert_eq!(third["user"]["tags"], json!({ "id": "1" }), "null removes");
    let other = get(json!({ "id": "1", "team": "b" }), json!(["id", "team"])).await;
    assert_eq!(other["meta"]["created"], true, "the first has no team any more");
}

#[tokio::test]
async fn a_discriminator_without_a_value_means_that_the_tag_is_absent() {
    let world = quiet().await;
    let thread =
        json!({ "channel": "dm", "tags": { "id": "1", "thread": "t" }, "discriminateByTags": ["id", "thread"] });
    let root = json!({ "channel": "dm", "tags": { "id": "1" }, "discriminateByTags": ["id", "thread"] });
    let thread = world.api.post(CONVERSATION, thread).await.ok();
    let found = world.api.post(CONVERSATION, root.clone()).await.ok();
    assert_ne!(found["conversation"]["id"], thread["conversation"]["id"]);
    assert_eq!(world.api.post(CONVERSATION, root).await.ok()["conversation"]["id"], found["conversation"]["id"]);
}

#[tokio::test]
async fn a_match_updates_name_picture_and_properties_of_a_user() {
    let world = quiet().await;
    let first =
        json!({ "tags": { "id": "1" }, "name": "Ann", "pictureUrl": "http://a", "properties": { "a": "1", "b": "2" } });
    let user = world.api.post(USER, first).await.ok()["user"].clone();
    assert_eq!((&user["name"], &user["pictureUrl"]), (&json!("Ann"), &json!("http://a")));
    let second = json!({ "tags": { "id": "1" }, "name": "Anna", "properties": { "a": null, "c": "3" } });
    let found = world.api.post(USER, second).await.ok();
    assert_eq!(found["meta"]["created"], false);
    assert_eq!((&found["user"]["id"], &found["user"]["name"]), (&user["id"], &json!("Anna")));
    assert_eq!(found["user"]["pictureUrl"], "http://a", "what is not given stays");
    assert_eq!(found["user"]["properties"], json!({ "b": "2", "c": "3" }));
}

#[tokio::test]
async fn sixty_four_at_once_get_the_same_one_user() {
    let world = quiet().await;
    let calls = (0..64).map(|number| {
        let api = world.api.clone();
        let body = json!({ "tags": { "id": "1", "team": number.to_string() }, "discriminateByTags": ["id"] });
        tokio::spawn(async move { api.post(USER, body).await.ok() })
    });
    let mut found = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        found.push(call.await.unwrap());
    }
    assert_eq!(found.iter().filter(|answer| answer["meta"]["created"] == true).count(), 1);
    assert!(found.iter().all(|answer| answer["user"]["id"] == found[0]["user"]["id"]));
    assert_eq!(world.api.get(USERS).await.ok()["users"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_update_sets_and_removes_and_leaves_the_rest() {
    let world = quiet().await;
    let body = json!({ "tags": { "id": "1", "team": "a" }, "name": "Ann", "pictureUrl": "http://a" });
    let created = world.api.post(USERS, body).await;
    assert_eq!(created.status, 201);
    let path = format!("{USERS}/{}", text(&created.ok()["user"]["id"]));
    let changed = world.api.put(&path, json!({ "tags": { "team": null }, "name": null })).await.ok()["user"].clone();
    assert_eq!(changed["tags"], json!({ "id": "1" }));
    assert_eq!((changed.get("name"), &changed["pictureUrl"]), (None, &json!("http://a")));
    let changed = world.api.put(&path, json!({ "tags": { "id": "" } })).await.ok()["user"].clone();
    assert_eq!(changed["tags"], json!({}), "an empty text removes");
    assert_eq!(world.api.get(&path).await.ok()["user"], changed);
    assert_eq!(world.api.delete(&path).await.ok(), json!({}));
    assert_eq!(world.api.get(&path).await.status, 404);
}

#[tokio::test]
async fn an_empty_text_removes_a_property_as_null_does() {
    let world = quiet().await;
    let properties = json!({ "a": "1", "b": "2", "c": "3", "d": "" });
    for (path, new) in [("users", json!({})), ("conversations", json!({ "channel": "dm" }))] {
        let mut new = new;
        new["tags"] = json!({ "id": "p" });
        new["properties"] = properties.clone();
        let key = path.trim_end_matches('s');
        let made = world.api.post(&format!("/v1/chat/{path}"), new.clone()).await.ok()[key].clone();
        assert_eq!(made["properties"], json!({ "a": "1", "b": "2", "c": "3" }));
        new["properties"] = json!({ "a": "" });
        let found = world.api.post(&format!("/v1/chat/{path}/get-or-create"), new).await.ok()[key].clone();
        assert_eq!((&found["id"], &found["properties"]), (&made["id"], &json!({ "b": "2", "c": "3" })));
        let change = json!({ "properties": { "b": "", "c": null, "e": "5" } });
        let changed = world.api.put(&format!("/v1/chat/{path}/{}", text(&made["id"])), change).await.ok();
        assert_eq!(changed[key]["properties"], json!({ "e": "5" }));
    }
}

#[tokio::test]
async fn an_update_moves_the_time_of_the_last_change_only() {
    let clock = ManualClock::at(1_795_329_703_000);
    let local = LocalBotpress::builder().bot(SilentBot).clock(clock.clone()).start().await.unwrap();
    let world = World::with(local).await;
    let (conversation, _) = world.conversation("c1").await;
    let path = format!("/v1/chat/conversations/{conversation}");
    clock.advance(Duration::from_secs(1));
    let changed = world.api.put(&path, json!({ "tags": { "thread": "t" } })).await.ok()["conversation"].clone();
    assert_eq!(changed["createdAt"], "2026-11-22T06:41:43.000Z");
    assert_eq!(changed["updatedAt"], "2026-11-22T06:41:44.000Z");
    assert_eq!(changed["tags"], json!({ "id": "c1", "thread": "t" }));
}

#[tokio::test]
async fn too_long_values_are_refused() {
    let world = quiet().await;
    let (conversation, user) = world.conversation("c1").await;
    for (body, at) in [
        (json!({ "tags": { "id": "x".repeat(501) } }), "body.tags.id"),
        (json!({ "tags": {}, "name": "x".repeat(201) }), "body.name"),
        (json!({ "tags": {}, "properties": { "p": "x".repeat(201) } }), "body.properties.p"),
    ] {
        let (status, _, message) = world.api.post(USERS, body).await.error();
        assert_eq!(status, 400);
        assert!(message.starts_with(at), "{message}");
    }
    let large = json!({
        "conversationId": conversation, "userId": user, "type": "text", "payload": { "text": "x".repeat(131_072) }, "tags": {},
    });
    assert_eq!(world.api.post("/v1/chat/messages", large).await.status, 413);
}

#[tokio::test]
async fn lists_show_the_newest_first_and_page_by_page_without_gaps() {
    let world = quiet().await;
    let mut made = Vec::new();
    for number in 0..7 {
        made.push(world.conversation(&number.to_string()).await.0);
    }
    made.reverse();
    let mut found = Vec::new();
    let mut path = "/v1/chat/conversations?pageSize=3".to_owned();
    let mut pages = 0;
    loop {
        let page = world.api.get(&path).await.ok();
        found.extend(ids(&page["conversations"]));
        pages += 1;
        let Some(token) = page["meta"].get("nextToken") else { break };
        path = format!("/v1/chat/conversations?pageSize=3&nextToken={}", text(token));
        // What is created meanwhile is newer than everything to come, and moves nothing.
        world.conversation(&format!("late {pages}")).await;
    }
    assert_eq!((found, pages), (made.clone(), 3));
    let all = world.api.get("/v1/chat/conversations?pageSize=9").await.ok();
    assert_eq!((ids(&all["conversations"]).len(), &all["meta"]), (9, &json!({})), "a full last page is the last");
    let oldest = world.api.get("/v1/chat/conversations?sortDirection=asc&pageSize=1").await.ok();
    assert_eq!(ids(&oldest["conversations"]), made[6..]);
    let token = text(&oldest["meta"]["nextToken"]);
    let other_order = world.api.get(&format!("/v1/chat/conversations?nextToken={token}")).await;
    assert_eq!(other_order.status, 400, "a token belongs to the order it was made for");
}

#[tokio::test]
async fn conversations_are_filtered_by_tags_channel_participants_times_and_counts() {
    let clock = ManualClock::at(1_795_329_703_000);
    let local = LocalBotpress::builder().bot(SilentBot).clock(clock.clone()).start().await.unwrap();
    let world = World::with(local).await;
    let (first, ann) = world.conversation("1").await;
    world.say(&first, &ann, "hi").await;
    clock.advance(Duration::from_secs(10));
    let (second, bob) = world.conversation("2").await;
    let group =
        world.api.post("/v1/chat/conversations", json!({ "channel": "group", "tags": { "id": "2" } })).await.ok();
    let group = text(&group["conversation"]["id"]);
    world.api.post(&format!("/v1/chat/conversations/{second}/participants"), json!({ "userId": ann })).await.ok();
    world.api.post(&format!("/v1/chat/conversations/{second}/participants"), json!({ "userId": bob })).await.ok();
    for (query, expected) in [
        ("", vec![&group, &second, &first]),
        ("tags.id=2", vec![&group, &second]),
        ("tags.id=2&channel=dm", vec![&second]),
        ("tags.id=2&tags.thread=x", vec![]),
        ("channel=group", vec![&group]),
        (&format!("participantIds={ann}"), vec![&second, &first]),
        (&format!("participantIds={ann}&participantIds={bob}"), vec![&second]),
        ("afterDate=2026-11-22T06%3A41%3A53.000Z", vec![&group, &second]),
        ("beforeDate=2026-11-22T06%3A41%3A43.000Z", vec![&first]),
        ("minMessageCount=1", vec![&first]),
        ("maxMessageCount=0", vec![&group, &second]),
        ("integrationName=acme%2Fchat", vec![&group, &second, &first]),
        ("integrationName=other", vec![]),
    ] {
        let list = world.api.get(&format!("/v1/chat/conversations?{query}")).await.ok();
        assert_eq!(ids(&list["conversations"]).iter().collect::<Vec<_>>(), expected, "{query}");
    }
    let users = world.api.get(&format!("{USERS}?conversationId={second}")).await.ok();
    assert_eq!(ids(&users["users"]), [bob, ann]);
    let values = world.api.get("/v1/chat/tags/id/values?type=conversation&pageSize=1").await.ok();
    assert_eq!(values, json!({ "tags": [{ "value": "1" }], "meta": { "nextToken": "1" } }));
}

#[tokio::test]
async fn a_message_is_found_by_its_tags_within_its_conversation_and_made_once() {
    let world = quiet().await;
    let ((first, user), (second, _)) = (world.conversation("1").await, world.conversation("2").await);
    let body = |conversation: &str, said: &str| {
        json!({
            "conversationId": conversation, "userId": user, "type": "text", "payload": { "text": said },
            "tags": { "ts": "1.0" }, "discriminateByTags": ["ts"],
        })
    };
    let made = world.api.post(MESSAGE, body(&first, "hi")).await.ok();
    let found = world.api.post(MESSAGE, body(&first, "hi, edited")).await.ok();
    assert_eq!((&made["meta"]["created"], &found["meta"]["created"]), (&json!(true), &json!(false)));
    assert_eq!(found["message"]["id"], made["message"]["id"]);
    assert_eq!(found["message"]["payload"]["text"], "hi, edited", "a given payload is written");
    let other = world.api.post(MESSAGE, body(&second, "hi")).await.ok();
    assert_eq!(other["meta"]["created"], true);
    world.settled(2).await;
    let told = world.local.events().await.unwrap().len();
    assert_eq!(told, 2, "the bot is told of what was created, not of what was found");
}

#[tokio::test]
async fn messages_are_listed_changed_and_deleted() {
    let world = quiet().await;
    let ((first, user), (second, _)) = (world.conversation("1").await, world.conversation("2").await);
    let said = world.say(&first, &user, "a").await;
    let later = world.say(&first, &user, "b").await;
    world.say(&second, &user, "c").await;
    let path = format!("/v1/chat/messages/{}", text(&said["id"]));
    let changed = world.api.put(&path, json!({ "tags": { "ts": "1" }, "payload": { "text": "A" } })).await.ok();
    assert_eq!((&changed["message"]["tags"], &changed["message"]["type"]), (&json!({ "ts": "1" }), &json!("text")));
    assert_eq!(changed["message"]["payload"], json!({ "text": "A" }));
    let list = |query: String| {
        let api = world.api.clone();
        async move { ids(&api.get(&format!("/v1/chat/messages?{query}")).await.ok()["messages"]) }
    };
    assert_eq!(list(format!("conversationId={first}")).await, [text(&later["id"]), text(&said["id"])]);
    assert_eq!(list("tags.ts=1".to_owned()).await, [text(&said["id"])]);
    assert_eq!(list(String::new()).await.len(), 3);
    world.api.delete(&path).await.ok();
    assert_eq!(world.api.get(&path).await.status, 404);
    let conversation = world.api.get(&format!("/v1/chat/conversations/{first}")).await.ok();
    assert_eq!(conversation["conversation"]["messageCount"], 1);
}

#[tokio::test]
async fn deleting_a_conversation_deletes_its_messages_and_states_and_nothing_else() {
    let world = quiet().await;
    let ((first, user), (second, _)) = (world.conversation("1").await, world.conversation("2").await);
    let gone = world.say(&first, &user, "a").await;
    let kept = world.say(&second, &user, "b").await;
    world.api.post(&format!("/v1/chat/states/conversation/{first}/notes"), json!({ "payload": {} })).await.ok();
    world.settled(2).await;
    world.api.delete(&format!("/v1/chat/conversations/{first}")).await.ok();
    assert_eq!(world.api.get(&format!("/v1/chat/messages/{}", text(&gone["id"]))).await.status, 404);
    assert_eq!(world.api.get(&format!("/v1/chat/messages/{}", text(&kept["id"]))).await.status, 200);
    assert_eq!(world.api.get(&format!("{USERS}/{user}")).await.status, 200);
    assert!(world.local.states().await.unwrap().is_empty());
}

#[tokio::test]
async fn participants_are_added_once_listed_and_removed() {
    let world = quiet().await;
    let (conversation, user) = world.conversation("1").await;
    let path = format!("/v1/chat/conversations/{conversation}/participants");
    assert_eq!(world.api.get(&path).await.ok()["participants"], json!([]), "a new conversation has none");
    let (status, kind, _) = world.api.get(&format!("{path}/{user}")).await.error();
    assert_eq!((status, kind.as_str()), (404, "ResourceNotFound"));
    for _ in 0..2 {
        let added = world.api.post(&path, json!({ "userId": user })).await.ok();
        assert_eq!(added["participant"]["id"], user.as_str());
    }
    assert_eq!(ids(&world.api.get(&path).await.ok()["participants"]), std::slice::from_ref(&user));
    assert_eq!(world.api.get(&format!("{path}/{user}")).await.ok()["participant"]["tags"], json!({ "id": "1" }));
    world.api.delete(&format!("{path}/{user}")).await.ok();
    assert_eq!(world.api.delete(&format!("{path}/{user}")).await.status, 404);
    world.say(&conversation, &user, "hi").await;
    assert_eq!(ids(&world.api.get(&path).await.ok()["participants"]), [user], "who writes takes part");
}

#[tokio::test]
async fn an_incoming_message_is_initialized_in_one_call_and_repeating_it_makes_nothing_new() {
    let world = quiet().await;
    let body = json!({
        "user": { "tags": { "id": "U1" }, "name": "Ann", "discriminateByTags": ["id"] },
        "conversation": { "channel": "dm", "tags": { "id": "D1" }, "discriminateByTags": ["id"] },
        "message": {
            "type": "text", "payload": { "text": "hi" }, "tags": { "ts": "1.0" }, "discriminateByTags": ["ts"],
        },
    });
    let path = "/v1/chat/initialize-incoming-message";
    let made = world.api.post(path, body.clone()).await.ok();
    assert_eq!(made["user"]["name"], "Ann");
    assert_eq!(made["conversation"]["messageCount"], 1);
    assert_eq!((&made["message"]["userId"], &made["message"]["direction"]), (&made["user"]["id"], &json!("incoming")));
    let again = world.api.post(path, body).await.ok();
    for part in ["user", "conversation", "message"] {
        assert_eq!(again[part]["id"], made[part]["id"]);
    }
    world.settled(1).await;
    assert_eq!(world.local.events().await.unwrap().len(), 1);

    let wrong = json!({
        "user": { "tags": { "id": "U2" } }, "conversationId": made["conversation"]["id"],
        "message": { "type": "text", "payload": {}, "tags": { "nope": "1" } },
    });
    let (status, _, message) = world.api.post(path, wrong).await.error();
    assert_eq!(status, 400);
    assert!(message.starts_with("body.message.tags.nope"), "{message}");
    let users = world.api.get(&format!("{USERS}?tags.id=U2")).await.ok();
    assert_eq!(users["users"], json!([]), "a call that fails leaves nothing behind");
}

#[tokio::test]
async fn the_bots_user_can_be_read_and_tagged_but_not_deleted() {
    let world = quiet().await;
    let path = format!("{USERS}/{}", world.local.bot_user_id());
    let tagged = world.api.put(&path, json!({ "tags": { "id": "B1" } })).await.ok();
    assert_eq!(tagged["user"]["tags"], json!({ "id": "B1" }));
    for api in [world.api.clone(), crate::support::Api::bot(&world.local)] {
        assert_eq!(api.delete(&path).await.status, 403);
    }
    assert_eq!(world.api.get(&path).await.status, 200);
}

#[tokio::test]
async fn happenings_show_the_chain_of_a_call_as_lines() {
    let world = quiet().await;
    let mut happenings = world.local.subscribe();
    let (conversation, user) = world.conversation("1").await;
    world.say(&conversation, &user, "hi").await;
    let told = happenings
        .find(|it| match it {
            Happening::ApiCalled { operation: "createMessage", .. } => Some(it.to_string()),
            _ => None,
        })
        .await
        .unwrap();
    assert!(told.starts_with("chat: called createMessage -> 201 in "), "{told}");
    world.local.wait_for(|it| it.to_string() == r#"message in: text {"text":"hi"}"#).await.unwrap();
}

#[tokio::test]
async fn the_bot_finds_what_integrations_made_by_prefixed_tags() {
    let world = quiet().await;
    let (conversation, user) = world.conversation("1").await;
    let bot = crate::support::Api::bot(&world.local);
    let body = json!({ "channel": "dm", "tags": { "chat:id": "1" }, "integrationName": "chat" });
    let found = bot.post(CONVERSATION, body.clone()).await.ok();
    assert_eq!((&found["meta"]["created"], &found["conversation"]["id"]), (&json!(false), &json!(conversation)));
    assert_eq!(found["conversation"]["tags"], json!({ "chat:id": "1" }));
    let note = json!({ "tags": { "chat:thread": "t", "mine": "x" } });
    bot.put(&format!("/v1/chat/conversations/{conversation}"), note).await.ok();
    let seen = world.api.get(&format!("/v1/chat/conversations/{conversation}")).await.ok();
    assert_eq!(seen["conversation"]["tags"], json!({ "id": "1", "thread": "t" }), "the bot's own tags stay with it");
    assert_eq!(bot.post(CONVERSATION, body).await.ok()["meta"]["created"], true, "other tags, another conversation");
    assert_eq!(ids(&bot.get(&format!("{USERS}?tags.chat%3Aid=1")).await.ok()["users"]), [user]);
    let message = json!({
        "conversationId": conversation, "userId": world.local.bot_user_id(), "type": "text", "payload": {},
        "tags": { "chat:nope": "1" },
    });
    let (status, _, message) = bot.post("/v1/chat/messages", message).await.error();
    assert_eq!(status, 400);
    assert!(message.starts_with("body.tags.chat:nope"), "{message}");
}
