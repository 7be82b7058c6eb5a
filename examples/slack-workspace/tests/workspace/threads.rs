use std::time::Duration;

use serde_json::{Value, json};
use slack_workspace::{FunctionOutcome, Happening, ManualClock};

use crate::support::{ADA, Api, App, GENERAL, people, soon, workspace, workspace_with_app};

#[tokio::test]
async fn a_status_ends_with_the_reply_or_after_two_minutes() {
    let clock = ManualClock::at(Duration::from_secs(1_767_225_600));
    let workspace = people().clock(clock.clone()).start().await.unwrap();
    let api = Api::of(&workspace);
    let root = workspace.say(ADA, GENERAL, "think").unwrap();
    let set = |status: &str| {
        let loading = ["Reading", "Counting"];
        let status = json!({
            "channel_id": GENERAL, "thread_ts": root.ts, "status": status, "loading_messages": loading,
        });
        api.call("assistant.threads.setStatus", status)
    };
    let status = || workspace.thread_state(GENERAL, &root.ts).status;
    assert_eq!(set("is thinking…").await["ok"], true);
    assert_eq!(status().as_deref(), Some("is thinking…"));
    assert_eq!(workspace.thread_state(GENERAL, &root.ts).loading_messages, ["Reading", "Counting"]);
    api.call("chat.postMessage", json!({ "channel": GENERAL, "thread_ts": root.ts, "text": "done" })).await;
    assert_eq!(status(), None);
    set("is thinking…").await;
    set("").await;
    assert_eq!(status(), None);
    set("is thinking…").await;
    clock.advance(Duration::from_secs(120));
    assert_eq!(status(), None);
}

#[tokio::test]
async fn a_thread_has_a_title_and_prompts() {
    let workspace = workspace().await;
    let mut happenings = workspace.happenings();
    let api = Api::of(&workspace);
    let root = workspace.begin_assistant_thread(ADA, None).unwrap();
    let place = json!({ "channel_id": root.channel, "thread_ts": root.ts });
    let with = |name: &str, value: Value| {
        let mut arguments = place.clone();
        arguments[name] = value;
        arguments
    };
    assert_eq!(api.call("assistant.threads.setTitle", with("title", json!("Otters"))).await["ok"], true);
    let prompts = json!([{ "title": "Food", "message": "What do otters eat?" }]);
    assert_eq!(api.call("assistant.threads.setSuggestedPrompts", with("prompts", prompts)).await["ok"], true);
    let state = workspace.thread_state(&root.channel, &root.ts);
    assert_eq!((state.title.as_deref(), &*state.prompts[0].message), (Some("Otters"), "What do otters eat?"));
    let told = |happening| matches!(happening, Happening::ThreadChanged { .. }).then_some(());
    soon(happenings.find(told)).await;
    let many = json!(vec![json!({ "title": "a", "message": "a" }); 5]);
    let refused = api.call("assistant.threads.setSuggestedPrompts", with("prompts", many)).await;
    assert_eq!(refused["error"], "invalid_arguments");
}

#[tokio::test]
async fn a_step_of_a_workflow_is_completed_once() {
    let (workspace, app) = workspace_with_app().await;
    let mut happenings = workspace.happenings();
    let id = workspace.run_function(ADA, "botpress-webhook", &json!({ "value": ["a"] })).unwrap();
    let event = app.event("function_executed").await;
    assert_eq!(
        (&event["function"]["callback_id"], &event["inputs"]["value"]),
        (&json!("botpress-webhook"), &json!(["a"]))
    );
    assert_eq!(event["function_execution_id"], id);
    let of_run = Api::with(&workspace, event["bot_access_token"].as_str().unwrap());
    let complete = json!({ "function_execution_id": id, "outputs": { "done": true } });
    assert_eq!(of_run.call("functions.completeSuccess", complete.clone()).await["ok"], true);
    let outcome = soon(happenings.find(|happening| match happening {
        Happening::FunctionCompleted { execution_id, outcome } if execution_id == id => Some(outcome),
        _ => None,
    }))
    .await;
    assert_eq!(outcome, FunctionOutcome::Succeeded(json!({ "done": true })));
    let again = Api::of(&workspace).call("functions.completeSuccess", complete).await;
    assert_eq!(again["error"], "function_execution_not_found");

    let id = workspace.run_function(ADA, "other", &json!({})).unwrap();
    let failed = json!({ "function_execution_id": id, "error": "no such step" });
    assert_eq!(Api::of(&workspace).call("functions.completeError", failed).await["ok"], true);
    let _heard: App = app;
}
