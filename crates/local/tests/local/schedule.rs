//! What happens later.

use std::time::Duration;

use botpress_local::{Data, Happening, LocalBotpress, ManualClock};
use serde_json::{Value, json};

use crate::support::{Api, Folder, World, text};

const START: u64 = 1_795_329_703_000;

async fn at_a_time(data: Data, clock: &ManualClock) -> LocalBotpress {
    LocalBotpress::builder().data(data).clock(clock.clone()).token("key").start().await.unwrap()
}

fn reaction(schedule: Value) -> Value {
    json!({ "type": "reactionAdded", "payload": {}, "schedule": schedule })
}

async fn settled(local: &LocalBotpress, id: &str) {
    local.wait_for(|it| matches!(it, Happening::EventSettled { event_id, .. } if event_id == id)).await.unwrap();
}

#[tokio::test]
async fn an_event_waits_for_its_time_and_then_is_the_bots() {
    let clock = ManualClock::at(START);
    let world = World::with(at_a_time(Data::Memory, &clock).await).await;
    for schedule in [json!({ "delay": 1000 }), json!({ "dateTime": "2026-11-22T06:41:45.000Z" })] {
        let event = world.api.post("/v1/chat/events", reaction(schedule)).await.ok()["event"].clone();
        assert_eq!(event["status"], "scheduled");
        let path = format!("/v1/chat/events/{}", text(&event["id"]));
        clock.advance(Duration::from_millis(999));
        assert_eq!(world.api.get(&path).await.ok()["event"]["status"], "scheduled");
        clock.advance(Duration::from_millis(1));
        settled(&world.local, &text(&event["id"])).await;
        assert_eq!(world.api.get(&path).await.ok()["event"]["status"], "ignored");
    }
    let listed = world.api.get("/v1/chat/events?status=scheduled").await.ok();
    assert_eq!(listed["events"], json!([]));
}

#[tokio::test]
async fn a_canceled_event_does_not_happen_and_one_that_happened_cannot_be_canceled() {
    let clock = ManualClock::at(START);
    let world = World::with(at_a_time(Data::Memory, &clock).await).await;
    let create = |delay: u64| {
        let api = world.api.clone();
        async move {
            let event = api.post("/v1/chat/events", reaction(json!({ "delay": delay }))).await.ok();
            text(&event["event"]["id"])
        }
    };
    let (canceled, kept) = (create(1000).await, create(1000).await);
    world.api.delete(&format!("/v1/chat/events/scheduled/{canceled}")).await.ok();
    clock.advance(Duration::from_secs(1));
    settled(&world.local, &kept).await;
    let status = |id: &str| {
        let (api, path) = (world.api.clone(), format!("/v1/chat/events/{id}"));
        async move { api.get(&path).await.ok()["event"]["status"].clone() }
    };
    assert_eq!((status(&canceled).await, status(&kept).await), (json!("canceled"), json!("ignored")));
    for id in [&canceled, &kept] {
        let (code, kind, _) = world.api.delete(&format!("/v1/chat/events/scheduled/{id}")).await.error();
        assert_eq!((code, kind.as_str()), (400, "InvalidPayload"));
    }
    assert_eq!(world.api.delete("/v1/chat/events/scheduled/evt_x").await.status, 404);
}

#[tokio::test]
async fn messages_of_both_directions_are_there_at_once_and_take_effect_at_their_time() {
    let clock = ManualClock::at(START);
    let world = World::with(at_a_time(Data::Memory, &clock).await).await;
    let (conversation, user) = world.conversation("c1").await;
    let bot = Api::bot(&world.local);
    let message = |user: &str, said: &str| {
        json!({ "conversationId": conversation, "userId": user, "type": "text", "payload": { "text": said },
                "tags": {}, "schedule": { "delay": 5000 } })
    };
    let outgoing = bot.post("/v1/chat/messages", message(world.local.bot_user_id(), "later")).await.ok();
    let incoming = world.api.post("/v1/chat/messages", message(&user, "later too")).await.ok();
    assert_eq!(world.local.messages(&conversation).await.unwrap().len(), 2);
    // A message without schedule overtakes.
    world.say(&conversation, &user, "now").await;
    world.settled(1).await;
    let delivered = |id: &Value| {
        let id = text(id);
        let wait = world
            .local
            .wait_for(move |it| matches!(it, Happening::MessageDelivered { message_id } if *message_id == id));
        async move { wait.await.unwrap() }
    };
    let answer = world.local.messages(&conversation).await.unwrap()[3].clone();
    delivered(&json!(answer.id)).await;
    assert_eq!(world.integration.received("message_created").len(), 1, "the echo of `now` alone");
    clock.advance(Duration::from_secs(5));
    delivered(&outgoing["message"]["id"]).await;
    let id = text(&incoming["message"]["id"]);
    world
        .local
        .wait_for(|it| matches!(it, Happening::MessageOut(message) if message.payload["text"] == "later too"))
        .await
        .unwrap();
    assert_eq!(world.api.get(&format!("/v1/chat/messages/{id}")).await.ok()["message"]["direction"], "incoming");
}

#[tokio::test]
async fn what_was_scheduled_before_a_restart_happens_after_it_at_once_when_it_is_overdue() {
    let (folder, clock) = (Folder::new("schedule"), ManualClock::at(START));
    let first = World::with(at_a_time(folder.data(), &clock).await).await;
    let mut ids = vec![];
    for delay in [1000, 60_000] {
        let event = first.api.post("/v1/chat/events", reaction(json!({ "delay": delay }))).await.ok();
        ids.push(text(&event["event"]["id"]));
    }
    drop(first.local);
    clock.advance(Duration::from_secs(30));
    let second = at_a_time(folder.data(), &clock).await;
    settled(&second, &ids[0]).await;
    clock.advance(Duration::from_secs(30));
    settled(&second, &ids[1]).await;
    assert!(second.events().await.unwrap().iter().all(|event| event.status.as_str() == "ignored"));
}

#[tokio::test]
async fn register_is_called_again_on_the_interval_that_the_integration_asked_for() {
    let clock = ManualClock::at(START);
    let world = World::with(at_a_time(Data::Memory, &clock).await).await;
    let configure = json!({ "scheduleRegisterCall": "daily" });
    world.api.post("/v1/chat/integrations/configure", configure).await.ok();
    let mut happenings = world.local.subscribe();
    for round in 2..=3 {
        clock.advance(Duration::from_secs(24 * 60 * 60 - 1));
        assert_eq!(world.integration.received("register").len(), round - 1);
        clock.advance(Duration::from_secs(1));
        happenings.find(|it| matches!(it, Happening::Registered { .. }).then_some(())).await.unwrap();
        assert_eq!(world.integration.received("register").len(), round);
    }
    world.local.uninstall("chat").await.unwrap();
    let wrong = json!({ "scheduleRegisterCall": "sometimes" });
    assert_eq!(world.api.post("/v1/chat/integrations/configure", wrong).await.status, 403, "it is not installed");
}

#[tokio::test]
async fn a_schedule_that_makes_no_sense_is_refused_by_its_path() {
    let world = World::start().await;
    for (schedule, at) in [
        (json!({ "dateTime": "tomorrow" }), "body.schedule.dateTime"),
        (json!({ "dateTime": "2026-11-22T06:41:45.000Z", "delay": 1 }), "body.schedule"),
    ] {
        let (status, kind, message) = world.api.post("/v1/chat/events", reaction(schedule)).await.error();
        assert_eq!((status, kind.as_str()), (400, "InvalidPayload"));
        assert!(message.starts_with(at), "{message}");
    }
    let past =
        world.api.post("/v1/chat/events", reaction(json!({ "dateTime": "2020-01-01T00:00:00.000Z" }))).await.ok();
    settled(&world.local, &text(&past["event"]["id"])).await;
}
