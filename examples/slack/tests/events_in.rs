//! What else happens in Slack, on its way to the bot, without a socket.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test itself")]

mod common;

use botpress_sdk::{
    api::{
        endpoint::{create_event, get_conversation, get_or_create_message, list_messages},
        error::{ApiError, ErrorKind},
        types::Conversation,
    },
    http::{Method, StatusCode},
    testing::Harness,
};
use common::{BOT, NOW, answer, calls, connected, encoded, event_with_id, interaction, signed};
use serde_json::{Value, json};

#[tokio::test]
async fn a_reaction_is_told_with_the_message_that_it_is_to() {
    let slack = connected();
    in_channel(&slack);
    hear(&slack, &reaction("reaction_added", "C1", "1.1")).await;
    hear(&slack, &reaction("reaction_removed", "C1", "1.1")).await;
    let told = told(&slack);
    assert_eq!(told.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(), ["reactionAdded", "reactionRemoved"]);
    for event in &told {
        assert_eq!(event.payload["reaction"], "tada");
        assert_eq!(event.payload["conversationId"], "conv_7");
        assert_eq!(
            event.payload["targets"],
            json!({
                "dm": { "id": "U1" }, "channel": { "id": "C1" }, "thread": { "id": "C1", "thread": "1.1" },
            })
        );
        assert_eq!(event.message_id.as_ref().map(botpress_sdk::api::id::MessageId::as_str), Some("msg_7"));
        assert!(event.user_id.is_some() && event.conversation_id.is_some());
    }
}

#[tokio::test]
async fn a_reaction_in_a_thread_is_told_with_the_threads_conversation() {
    let slack = connected();
    known_message(&slack);
    slack.recorder().answer_api(|request: get_conversation::Request| {
        let mut conversation = Conversation::new(request.id, "", "test", "thread");
        conversation.tags =
            [("id", "C1"), ("thread", "1.0")].map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        Ok(serde_json::from_value(json!({ "conversation": conversation })).unwrap())
    });
    hear(&slack, &reaction("reaction_added", "C1", "1.1")).await;
    let event = &told(&slack)[0];
    assert_eq!(event.payload["conversationId"], "conv_7");
    assert_eq!(event.payload["targets"]["thread"], json!({ "id": "C1", "thread": "1.0" }));
}

#[tokio::test]
async fn a_reaction_to_something_that_is_no_message_does_no_harm() {
    let slack = connected();
    for item in [json!({ "type": "file", "file": "F1" }), json!({ "type": "message", "channel": "C1" }), json!({})] {
        let event = json!({ "type": "reaction_added", "user": "U1", "reaction": "tada", "item": item });
        hear(&slack, &event).await;
    }
    hear(&slack, &json!({ "type": "reaction_removed", "user": "U1", "reaction": "tada" })).await;
    assert!(told(&slack).is_empty());
}

#[tokio::test]
async fn the_bot_does_not_hear_of_its_own_reactions() {
    let slack = connected();
    let mut own = reaction("reaction_added", "C1", "1.1");
    own["user"] = json!(BOT);
    hear(&slack, &own).await;
    assert!(told(&slack).is_empty());
}

#[tokio::test]
async fn who_joins_the_workspace_is_told_with_all_names() {
    let slack = connected();
    let ada =
        json!({ "id": "U1", "name": "ada", "real_name": "Ada Lovelace", "profile": { "display_name": "Countess" } });
    hear(&slack, &json!({ "type": "team_join", "user": ada })).await;
    let event = &told(&slack)[0];
    assert_eq!(event.kind, "memberJoinedWorkspace");
    assert_eq!(
        event.payload["target"],
        json!({
            "userId": "U1", "userName": "ada", "userRealName": "Ada Lovelace", "userDisplayName": "Countess",
        })
    );
    assert_eq!(event.payload["userId"], event.user_id.as_ref().unwrap().as_str());
}

#[tokio::test]
async fn who_comes_to_a_channel_and_who_leaves_is_told_the_bot_included() {
    let slack = connected();
    answer(&slack, "users.profile.get", json!({ "profile": {} }));
    let invited = json!({ "type": "member_joined_channel", "user": BOT, "channel": "C1", "inviter": "U2" });
    hear(&slack, &invited).await;
    hear(&slack, &json!({ "type": "member_left_channel", "user": "U1", "channel": "C1" })).await;
    let told = told(&slack);
    assert_eq!(told[0].kind, "memberJoinedChannel");
    assert_eq!(
        told[0].payload["targets"],
        json!({ "slackUserId": BOT, "slackChannelId": "C1", "slackInviterId": "U2" })
    );
    assert!(told[0].payload["inviterBotpressUserId"].is_string());
    assert_eq!(told[1].kind, "memberLeftChannel");
    assert_eq!(told[1].payload["targets"], json!({ "slackUserId": "U1", "slackChannelId": "C1" }));
}

#[tokio::test]
async fn a_workflow_goes_on_when_the_bot_was_told() {
    let slack = connected();
    answer(&slack, "functions.completeSuccess", json!({}));
    hear(&slack, &step("botpress-webhook", &json!({ "value": ["first", "second"], "userId": "U1" }))).await;
    hear(&slack, &step("botpress-webook", &json!({ "value": { "any": "thing" } }))).await;
    hear(&slack, &step("another", &json!({ "value": ["x"] }))).await;
    let told = told(&slack);
    assert_eq!(told[0].payload, json!({ "value": "first", "userId": "U1" }));
    assert_eq!(told[1].payload, json!({ "value": { "any": "thing" } }));
    assert_eq!(told.len(), 2, "another app's step is not ours");
    let done = calls(&slack, "functions.completeSuccess");
    assert_eq!(done[0], json!({ "function_execution_id": "Fx1", "outputs": "{}" }));
    assert_eq!(done.len(), 2);
}

#[tokio::test]
async fn a_workflow_whose_step_failed_is_told_so() {
    let slack = connected();
    answer(&slack, "functions.completeError", json!({}));
    slack.recorder().answer_api(|_: create_event::Request| Err(ApiError::new(ErrorKind::InvalidPayload, "no")));
    slack.webhook(event_with_id("Ev1", &step("botpress-webhook", &json!({ "value": ["x"] })))).await;
    slack.recorder().finish_background().await;
    assert_eq!(calls(&slack, "functions.completeError")[0]["function_execution_id"], "Fx1");
}

#[tokio::test]
async fn that_the_apps_page_was_opened_is_told() {
    let slack = connected();
    answer(&slack, "users.profile.get", json!({ "profile": {} }));
    hear(&slack, &json!({ "type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "messages" })).await;
    let event = &told(&slack)[0];
    assert_eq!((event.kind.as_str(), &event.payload["tab"]), ("appHomeOpened", &json!("messages")));
    assert_eq!(event.payload["slackUserId"], "U1");
}

#[tokio::test]
async fn a_slash_command_is_told_as_it_was_written() {
    let slack = connected();
    answer(&slack, "users.profile.get", json!({ "profile": {} }));
    let form = format!("command=%2Fremind&text={}&user_id=U1&channel_id=C1&trigger_id=1.2", encoded("me at 5 & 6+"));
    let answer = slack.webhook(signed(&form, NOW)).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, ""), "nothing is shown");
    slack.recorder().finish_background().await;
    let event = &told(&slack)[0];
    assert_eq!(event.kind, "slashCommandUsed");
    assert_eq!((&event.payload["command"], &event.payload["text"]), (&json!("/remind"), &json!("me at 5 & 6+")));
}

#[tokio::test]
async fn shortcuts_are_told_with_the_message_that_they_were_used_on() {
    let slack = connected();
    answer(&slack, "users.profile.get", json!({ "profile": {} }));
    known_message(&slack);
    interact(
        &slack,
        &json!({ "type": "shortcut", "callback_id": "new-task", "user": { "id": "U1" }, "trigger_id": "t1" }),
    )
    .await;
    let on_message = json!({
        "type": "message_action", "callback_id": "to-task", "user": { "id": "U1" }, "trigger_id": "t2",
        "channel": { "id": "C1" }, "message": { "ts": "1.1", "text": "do it" },
    });
    interact(&slack, &on_message).await;
    let told = told(&slack);
    assert_eq!((&told[0].payload["kind"], &told[0].payload["callbackId"]), (&json!("global"), &json!("new-task")));
    assert_eq!(told[1].payload["messageId"], "msg_7");
    assert_eq!((&told[1].payload["text"], &told[1].payload["ts"]), (&json!("do it"), &json!("1.1")));
}

#[tokio::test]
async fn a_click_in_a_thread_is_said_in_that_thread_wherever_slack_says_so() {
    for place in
        [json!({ "container": { "thread_ts": "1.0" } }), json!({ "message": { "ts": "1.1", "thread_ts": "1.0" } })]
    {
        let slack = connected();
        answer(&slack, "users.profile.get", json!({ "profile": {} }));
        let mut click = click("1.5");
        for (name, value) in place.as_object().unwrap() {
            for (key, value) in value.as_object().unwrap() {
                click[name][key] = value.clone();
            }
        }
        interact(&slack, &click).await;
        let conversations =
            slack.recorder().calls::<botpress_sdk::api::endpoint::get_or_create_conversation::Request>();
        assert_eq!(conversations[0].channel, "thread");
        assert_eq!(conversations[0].tags["thread"].as_deref(), Some("1.0"));
    }
}

#[tokio::test]
async fn each_click_on_a_message_is_a_message_of_its_own() {
    let slack = connected();
    answer(&slack, "users.profile.get", json!({ "profile": {} }));
    interact(&slack, &click("1.5")).await;
    interact(&slack, &click("1.6")).await;
    let heard = slack.recorder().calls::<get_or_create_message::Request>();
    assert_eq!(heard[0].payload, Some(json!({ "text": "yes" })));
    assert_eq!([&heard[0], &heard[1]].map(|message| message.tags["ts"].as_deref()), [Some("1.5"), Some("1.6")]);
    assert_eq!(heard[0].tags["userId"].as_deref(), Some("U1"));
}

/// Whoever clicks sees what they chose, in their words, and everybody else's cards stay.
#[tokio::test]
async fn what_was_chosen_is_shown_by_its_label_and_the_rest_of_the_message_stays() {
    let slack = connected();
    answer(&slack, "users.profile.get", json!({ "profile": {} }));
    slack.recorder().answer_json(Method::POST, "https://hooks.test/", json!({ "ok": true }));
    let card = |number: usize, value: &str| {
        let button = json!({ "type": "button", "action_id": "say_0", "value": value, "text": { "type": "plain_text", "text": "Yes" } });
        [
            json!({ "type": "section", "text": { "type": "mrkdwn", "text": format!("*{number}*") } }),
            json!({ "type": "actions", "block_id": format!("botpress:card-{number}:0"), "elements": [button] }),
        ]
    };
    let blocks = [card(0, "value-0"), card(1, "value-1")].concat();
    let mut click = click("1.5");
    click["message"]["blocks"] = json!(blocks);
    click["response_url"] = json!("https://hooks.test/1");
    click["actions"][0]["block_id"] = json!("botpress:card-1:0");
    click["actions"][0]["action_id"] = json!("say_0");
    click["actions"][0]["value"] = json!("value-1");
    interact(&slack, &click).await;

    let heard = &slack.recorder().calls::<get_or_create_message::Request>()[0];
    assert_eq!(heard.payload, Some(json!({ "text": "value-1" })), "the bot is told the value");
    let requests = slack.recorder().requests();
    let shown = requests.iter().find(|request| request.url == "https://hooks.test/1").unwrap().json();
    let answered = json!({ "type": "section", "text": { "type": "mrkdwn", "text": "✓ Yes" } });
    assert_eq!(shown["blocks"], json!([blocks[0], blocks[1], blocks[2], answered]), "people see the label");
    assert_eq!((&shown["text"], &shown["replace_original"]), (&json!("Yes"), &json!(true)));
}

#[tokio::test]
async fn a_link_that_was_opened_says_nothing_to_the_bot() {
    let slack = connected();
    let mut click = click("1.5");
    click["message"]["blocks"] = json!([{ "type": "actions", "block_id": "b", "elements": [{
        "type": "button", "action_id": "quick_reply_0", "url": "https://a.test", "text": { "type": "plain_text", "text": "More" },
    }] }]);
    click["actions"][0].as_object_mut().unwrap().remove("value");
    interact(&slack, &click).await;
    assert!(slack.recorder().calls::<get_or_create_message::Request>().is_empty());
}

#[tokio::test]
async fn a_click_on_the_message_that_a_thread_is_below_is_said_outside_of_the_thread() {
    let slack = connected();
    answer(&slack, "users.profile.get", json!({ "profile": {} }));
    let mut click = click("1.5");
    click["message"]["thread_ts"] = json!("1.1");
    interact(&slack, &click).await;
    let conversations = slack.recorder().calls::<botpress_sdk::api::endpoint::get_or_create_conversation::Request>();
    assert_eq!(conversations[0].channel, "channel");
}

#[tokio::test]
async fn a_click_on_a_message_that_only_one_person_sees_is_heard() {
    let slack = connected();
    answer(&slack, "users.profile.get", json!({ "profile": {} }));
    let mut click = click("1.5");
    click.as_object_mut().unwrap().remove("message");
    click["container"]["is_ephemeral"] = json!(true);
    interact(&slack, &click).await;
    assert_eq!(slack.recorder().calls::<get_or_create_message::Request>().len(), 1);
}

#[tokio::test]
async fn a_click_says_which_message_was_clicked() {
    let slack = connected();
    in_channel(&slack);
    interact(&slack, &click("9.9")).await;
    let tags = &slack.recorder().calls::<get_or_create_message::Request>()[0].tags;
    assert_eq!((tags["ts"].as_deref(), tags["clicked"].as_deref()), (Some("9.9"), Some("1.1")));
}

#[tokio::test]
async fn interactions_that_are_not_for_the_bot_are_answered_all_the_same() {
    let slack = connected();
    for kind in ["view_submission", "view_closed", "block_suggestion", "workflow_step_edit", "brand_new"] {
        let answer = slack.webhook(interaction(&json!({ "type": kind, "user": { "id": "U1" }, "view": {} }))).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, ""), "{kind}");
    }
    slack.recorder().finish_background().await;
    assert!(told(&slack).is_empty());
}

/// Somebody reacts with :tada:.
fn reaction(kind: &str, channel: &str, ts: &str) -> Value {
    let item = json!({ "type": "message", "channel": channel, "ts": ts });
    json!({ "type": kind, "user": "U1", "reaction": "tada", "item": item })
}

/// A workflow comes to a step.
fn step(callback: &str, inputs: &Value) -> Value {
    json!({
        "type": "function_executed", "function": { "id": "Fn1", "callback_id": callback }, "inputs": inputs,
        "function_execution_id": "Fx1",
    })
}

/// Ada clicks on "Yes".
fn click(at: &str) -> Value {
    json!({
        "type": "block_actions", "user": { "id": "U1" }, "channel": { "id": "C1" },
        "container": { "type": "message", "channel_id": "C1", "message_ts": "1.1" },
        "message": { "ts": "1.1", "user": BOT },
        "actions": [{
            "type": "button", "action_id": "quick_reply_0", "block_id": "b", "value": "yes", "action_ts": at,
            "text": { "type": "plain_text", "text": "Yes" },
        }],
        "trigger_id": format!("t{at}"),
    })
}

async fn hear(slack: &Harness, event: &Value) {
    let request = event_with_id(&format!("Ev{}", told(slack).len()), event);
    slack.webhook(request.clone()).await;
    slack.recorder().finish_background().await;
    let answer = slack.webhook(request).await;
    assert_eq!(answer.status, StatusCode::OK, "it is done: {answer:?}");
}

async fn interact(slack: &Harness, payload: &Value) {
    let answer = slack.webhook(interaction(payload)).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, ""));
    slack.recorder().finish_background().await;
}

fn told(slack: &Harness) -> Vec<create_event::Request> {
    slack.recorder().calls()
}

/// Botpress knows the message, in the channel's conversation.
fn in_channel(slack: &Harness) {
    known_message(slack);
    slack.recorder().answer_api(|request: get_conversation::Request| {
        let mut conversation = Conversation::new(request.id, "", "test", "channel");
        conversation.tags = [("id".to_owned(), "C1".to_owned())].into();
        Ok(serde_json::from_value(json!({ "conversation": conversation })).unwrap())
    });
}

/// Botpress knows the message.
fn known_message(slack: &Harness) {
    answer(slack, "users.profile.get", json!({ "profile": {} }));
    slack.recorder().answer_api(|_: list_messages::Request| {
        let known = json!({ "id": "msg_7", "type": "text", "conversationId": "conv_7", "userId": "user_7" });
        Ok(serde_json::from_value(json!({ "messages": [known], "meta": {} })).unwrap())
    });
}
