//! Workflows, observations, and who the caller is.

use std::time::Duration;

use botpress_local::{LocalBotpress, ManualClock, SilentBot};
use serde_json::{Value, json};

use crate::support::{Api, World, text};

const PATH: &str = "/v1/chat/workflows";

async fn at_a_time() -> (World, Api, ManualClock) {
    let clock = ManualClock::at(1_795_329_703_000);
    let local = LocalBotpress::builder().bot(SilentBot).clock(clock.clone()).start().await.unwrap();
    let world = World::with(local).await;
    let bot = Api::bot(&world.local);
    (world, bot, clock)
}

#[tokio::test]
async fn a_workflow_is_made_changed_listed_and_deleted() {
    let (world, bot, _) = at_a_time().await;
    let (conversation, user) = world.conversation("c1").await;
    let new = json!({ "name": "order", "status": "pending", "input": { "a": 1 }, "conversationId": conversation,
                      "userId": user, "tags": { "color": "red" } });
    let made = bot.post(PATH, new.clone()).await;
    assert_eq!(made.status, 201);
    let made = made.ok()["workflow"].clone();
    assert_eq!(
        (&made["input"], &made["output"], &made["tags"]),
        (&json!({ "a": 1 }), &json!({}), &json!({ "color": "red" }))
    );

    assert_eq!(made["timeoutAt"], "2026-11-23T06:41:43.000Z", "a day, when nobody says");
    assert!(text(&made["id"]).starts_with("wrkflow_"), "{made}");
    let mut new = new;
    new["parentWorkflowId"] = made["id"].clone();
    let child = bot.post(PATH, new).await.ok()["workflow"].clone();

    let of = format!("{PATH}/{}", text(&made["id"]));
    let change = json!({ "status": "completed", "output": { "b": 2 }, "tags": { "color": null, "size": "L" } });
    let changed = bot.put(&of, change).await.ok()["workflow"].clone();
    assert_eq!((&changed["status"], &changed["output"]), (&json!("completed"), &json!({ "b": 2 })));
    assert_eq!((&changed["tags"], &changed["input"]), (&json!({ "size": "L" }), &json!({ "a": 1 })));
    assert_eq!((&made["completedAt"], &changed["completedAt"]), (&json!(null), &changed["updatedAt"]));

    let listed = |query: String| {
        let bot = bot.clone();
        async move {
            let listed = bot.get(&format!("{PATH}?{query}")).await.ok();
            listed["workflows"].as_array().unwrap().iter().map(|it| it["id"].clone()).collect::<Vec<Value>>()
        }
    };
    let (parent, child) = (&made["id"], &child["id"]);
    assert_eq!(listed(String::new()).await, [child.clone(), parent.clone()], "newest first");
    assert_eq!(listed("tags.size=L".to_owned()).await, std::slice::from_ref(parent));
    assert_eq!(listed("statuses=completed&statuses=failed".to_owned()).await, std::slice::from_ref(parent));
    assert_eq!(listed(format!("parentWorkflowId={}", text(parent))).await, std::slice::from_ref(child));
    assert_eq!(listed(format!("conversationId={conversation}&userId={user}&name=order")).await.len(), 2);
    assert_eq!(listed("name=other".to_owned()).await.len(), 0);

    let state = format!("/v1/chat/states/workflow/{}/progress", text(parent));
    bot.post(&state, json!({ "payload": { "step": 1 } })).await.ok();
    bot.delete(&of).await.ok();
    assert_eq!((bot.get(&of).await.status.as_u16(), bot.get(&state).await.status.as_u16()), (404, 404));
}

#[tokio::test]
async fn a_workflow_is_found_by_its_tags_among_those_of_its_name_and_status() {
    let (_world, bot, _) = at_a_time().await;
    let find = |change: Value| {
        let bot = bot.clone();
        async move {
            let mut wanted = json!({ "name": "order", "status": "pending", "tags": { "table": "7", "guest": "a" } });
            wanted.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            let found = bot.post(&format!("{PATH}/get-or-create"), wanted).await.ok();
            (text(&found["workflow"]["id"]), found["meta"]["created"] == true)
        }
    };
    let (first, created) = find(json!({ "input": { "a": 1 } })).await;
    assert!(created);
    assert_eq!(find(json!({})).await, (first.clone(), false), "an input is not asked for");
    assert!(find(json!({ "tags": { "table": "7" } })).await.1, "all given tags are compared");
    assert!(find(json!({ "name": "bill" })).await.1);
    let by_table = json!({ "tags": { "table": "7", "guest": "b" }, "discriminateByTags": ["table"] });
    assert_eq!(find(by_table).await, (first.clone(), false));

    bot.put(&format!("{PATH}/{first}"), json!({ "status": "failed" })).await.ok();
    assert_eq!(find(json!({ "discriminateByStatusGroup": "finished" })).await, (first.clone(), false));
    assert!(find(json!({ "discriminateByStatusGroup": "active" })).await.1);
    let wrong = json!({ "name": "order", "status": "pending", "discriminateByStatusGroup": "asleep" });
    let (status, _, message) = bot.post(&format!("{PATH}/get-or-create"), wrong).await.error();
    assert_eq!((status, message.split(':').next()), (400, Some("body.discriminateByStatusGroup")));
}

#[tokio::test]
async fn a_workflow_whose_time_is_over_is_timed_out_unless_it_has_ended() {
    let (_world, bot, clock) = at_a_time().await;
    let make = |name: &'static str| {
        let bot = bot.clone();
        async move {
            let new =
                json!({ "name": name, "status": "in_progress", "input": {}, "timeoutAt": "2026-11-22T06:41:44.000Z" });
            format!("{PATH}/{}", text(&bot.post(PATH, new).await.ok()["workflow"]["id"]))
        }
    };
    let (slow, quick) = (make("slow").await, make("quick").await);
    bot.put(&quick, json!({ "status": "completed" })).await.ok();
    clock.advance(Duration::from_secs(2));
    // The clock rings in the background; a request that comes before is not wrong, only early.
    while bot.get(&slow).await.ok()["workflow"]["status"] != "timedout" {
        tokio::task::yield_now().await;
    }
    assert_eq!(bot.get(&quick).await.ok()["workflow"]["status"], "completed");
}

#[tokio::test]
async fn what_a_workflow_refers_to_must_exist_and_its_status_be_one() {
    let (_world, bot, _) = at_a_time().await;
    for (change, kind, at) in [
        (json!({ "conversationId": "conv_x" }), "ReferenceNotFound", "body.conversationId"),
        (json!({ "userId": "user_x" }), "ReferenceNotFound", "body.userId"),
        (json!({ "parentWorkflowId": "wkf_x" }), "ReferenceNotFound", "body.parentWorkflowId"),
        (json!({ "status": "dreaming" }), "InvalidPayload", "body.status"),
        (json!({ "name": "x".repeat(201) }), "InvalidPayload", "body.name"),
        (json!({ "timeoutAt": "soon" }), "InvalidPayload", "body.timeoutAt"),
        (json!({ "input": [] }), "InvalidPayload", "body.input"),
    ] {
        let mut new = json!({ "name": "order", "status": "pending", "input": {} });
        new.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let (status, found, message) = bot.post(PATH, new).await.error();
        assert_eq!((status, found.as_str()), (400, kind), "{message}");
        assert!(message.starts_with(at), "{message}");
    }
}

#[tokio::test]
async fn an_observation_is_taken_and_one_without_data_is_not() {
    let (world, _, _) = at_a_time().await;
    let path = "/v1/chat/observations";
    let taken = world.api.post(path, json!({ "name": "latency", "data": { "ms": 3 }, "traceId": "t" })).await.ok();
    assert_eq!(taken, json!({}));
    assert_eq!(world.api.post(path, json!({ "name": "latency" })).await.status, 400);
}
