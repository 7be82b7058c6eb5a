//! States.

use std::time::Duration;

use botpress_local::{Happening, LocalBotpress, ManualClock, SilentBot};
use serde_json::json;

use crate::support::{Api, World, text};

async fn at_a_time() -> (World, ManualClock, String) {
    let clock = ManualClock::at(1_795_329_703_000);
    let local = LocalBotpress::builder().bot(SilentBot).clock(clock.clone()).start().await.unwrap();
    let world = World::with(local).await;
    let path = format!("/v1/chat/states/integration/{}/credentials", world.installed.integration_id);
    (world, clock, path)
}

#[tokio::test]
async fn a_state_is_set_read_replaced_patched_and_cleared() {
    let (world, _, path) = at_a_time().await;
    let api = &world.api;
    let (status, kind, _) = api.get(&path).await.error();
    assert_eq!((status, kind.as_str()), (404, "ResourceNotFound"));
    let set = api.post(&path, json!({ "payload": { "a": 1, "b": { "c": 2 } } })).await.ok();
    assert!(set.get("meta").is_none());
    assert_eq!(set["state"]["type"], "integration");
    assert_eq!((&set["state"]["name"], &set["state"]["botId"]), (&json!("credentials"), &json!(world.local.bot_id())));
    let patched = api.patch(&path, json!({ "payload": { "b": { "d": 3 } } })).await.ok();
    assert_eq!(patched["state"]["payload"], json!({ "a": 1, "b": { "d": 3 } }), "one level deep");
    let replaced = api.post(&path, json!({ "payload": { "z": 1 } })).await.ok();
    assert_eq!(replaced["state"]["payload"], json!({ "z": 1 }));
    assert_eq!(replaced["state"]["id"], set["state"]["id"]);
    let read = api.get(&path).await.ok();
    assert_eq!((&read["state"], &read["meta"]), (&replaced["state"], &json!({ "cached": false })));
    api.post(&path, json!({ "payload": null })).await.ok();
    assert_eq!(api.get(&path).await.status, 404);
}

#[tokio::test]
async fn get_or_set_keeps_what_is_there() {
    let (world, _, path) = at_a_time().await;
    let path = format!("{path}/get-or-set");
    for value in [1, 2] {
        let state = world.api.post(&path, json!({ "payload": { "a": value } })).await.ok();
        assert_eq!(state["state"]["payload"], json!({ "a": 1 }));
        assert_eq!(state["meta"], json!({ "cached": false }));
    }
}

#[tokio::test]
async fn a_state_expires_when_it_was_not_written_for_its_expiry() {
    let (world, clock, path) = at_a_time().await;
    let set = world.api.post(&path, json!({ "payload": { "a": 1 }, "expiry": 1000 })).await.ok();
    assert_eq!(
        (&set["state"]["expiry"], &set["state"]["expiresAt"]),
        (&json!(1000), &json!("2026-11-22T06:41:44.000Z"))
    );
    clock.advance(Duration::from_millis(999));
    let patched = world.api.patch(&path, json!({ "payload": { "b": 2 } })).await.ok();
    assert_eq!(patched["state"]["expiresAt"], "2026-11-22T06:41:44.999Z", "a write begins anew");
    clock.advance(Duration::from_millis(999));
    assert_eq!(world.api.get(&path).await.ok()["state"]["payload"], json!({ "a": 1, "b": 2 }));
    clock.advance(Duration::from_millis(1));
    assert_eq!(world.api.get(&path).await.status, 404);
    assert!(world.local.states().await.unwrap().is_empty());
    let anew = world.api.patch(&path, json!({ "payload": { "c": 3 } })).await.ok();
    assert_eq!(anew["state"]["payload"], json!({ "c": 3 }), "what has expired does not come back");
}

#[tokio::test]
async fn an_expiry_is_changed_and_removed() {
    let (world, clock, path) = at_a_time().await;
    world.api.post(&path, json!({ "payload": {}, "expiry": 1000 })).await.ok();
    let changed = world.api.post(&format!("{path}/expiry"), json!({ "expiry": null })).await.ok();
    assert!(changed["state"].get("expiry").is_none() && changed["state"].get("expiresAt").is_none());
    clock.advance(Duration::from_secs(3600));
    assert_eq!(world.api.get(&path).await.status, 200);
    for expiry in [0_u64, 2_592_000_001] {
        let (status, _, message) = world.api.post(&path, json!({ "payload": {}, "expiry": expiry })).await.error();
        assert_eq!(status, 400);
        assert!(message.starts_with("body.expiry"), "{message}");
    }
}

#[tokio::test]
async fn states_of_users_and_conversations_name_them_and_states_of_others_are_not_seen() {
    let (world, _, _) = at_a_time().await;
    let (conversation, user) = world.conversation("c1").await;
    let notes = format!("/v1/chat/states/conversation/{conversation}/notes");
    let profile = format!("/v1/chat/states/user/{user}/profile");
    let state = world.api.post(&notes, json!({ "payload": {} })).await.ok()["state"].clone();
    assert_eq!((&state["conversationId"], state.get("userId")), (&json!(conversation), None));
    let state = world.api.post(&profile, json!({ "payload": {} })).await.ok()["state"].clone();
    assert_eq!((&state["userId"], state.get("conversationId")), (&json!(user), None));
    assert_eq!(Api::bot(&world.local).get(&profile).await.status, 404, "the bot has states of its own");
    let other = "/v1/chat/states/integration/intver_other/credentials";
    assert_eq!(world.api.post(other, json!({ "payload": {} })).await.status, 404);
    world.api.delete(&format!("/v1/chat/users/{user}")).await.ok();
    assert_eq!(world.api.get(&profile).await.status, 404);
}

#[tokio::test]
async fn a_bot_is_told_of_its_own_states_that_expire_and_of_no_others() {
    let (world, clock, path) = at_a_time().await;
    let (conversation, _) = world.conversation("c1").await;
    let bot = Api::bot(&world.local);
    let expiring = json!({ "payload": { "a": 1 }, "expiry": 1000 });
    world.api.post(&path, expiring.clone()).await.ok();
    let own = format!("/v1/chat/states/conversation/{conversation}/topic");
    let state = bot.post(&own, expiring).await.ok()["state"].clone();
    let forgotten = format!("/v1/chat/states/bot/{}/forgotten", world.local.bot_id());
    bot.post(&forgotten, json!({ "payload": {}, "expiry": 5000 })).await.ok();
    bot.post(&format!("{forgotten}/expiry"), json!({ "expiry": null })).await.ok();

    clock.advance(Duration::from_secs(1));
    let settled =
        |happening: &Happening| matches!(happening, Happening::EventSettled { kind, .. } if kind == "state_expired");
    world.local.wait_for(settled).await.unwrap();
    clock.advance(Duration::from_secs(10));
    let events = bot.get("/v1/chat/events?type=state_expired").await.ok()["events"].clone();
    assert_eq!(events.as_array().unwrap().len(), 1, "{events}");
    assert_eq!(events[0]["payload"], json!({ "state": state }));
    assert_eq!(text(&events[0]["conversationId"]), conversation);
    assert_eq!(bot.get(&own).await.status, 404);
}
