//! The ten actions, without a socket.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test itself")]

mod common;

use botpress_sdk::{
    api::{
        endpoint::{get_conversation, get_message, get_or_create_conversation, get_or_create_user, set_state},
        error::{ApiError, ErrorKind},
        types::{Conversation, Direction, Message},
    },
    http::StatusCode,
    testing::Harness,
};
use common::{answer, answers, calls, connected, unconnected};
use serde_json::{Value, json};

#[tokio::test]
async fn a_bot_without_a_workspace_is_told_to_connect_one() {
    let slack = unconnected();
    let refused = slack.action("getUserProfile", json!({ "userId": "U1" })).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(
        refused.error_message().starts_with("no workspace of Slack is connected yet"),
        "{}",
        refused.error_message()
    );
}

#[tokio::test]
async fn a_reaction_is_added_to_the_message_wherever_it_is() {
    let slack = connected();
    message(&slack, &[("ts", "1.2"), ("channelId", "C1")]);
    answer(&slack, "reactions.add", json!({}));
    let done = slack.action("addReaction", json!({ "messageId": "msg_1", "name": ":eyes:" })).await;
    assert_eq!((done.status, done.output()), (StatusCode::OK, json!({})));
    assert_eq!(calls(&slack, "reactions.add"), [json!({ "channel": "C1", "timestamp": "1.2", "name": "eyes" })]);

    answer(&slack, "reactions.add", json!({ "error": "already_reacted" }));
    let again = slack.action("addReaction", json!({ "messageId": "msg_1", "name": "eyes" })).await;
    assert_eq!(again.status, StatusCode::OK, "it is there, as was wanted");
}

#[tokio::test]
async fn a_reaction_to_a_click_is_one_to_the_message_that_was_clicked() {
    let slack = connected();
    message(&slack, &[("ts", "9.9"), ("channelId", "C1"), ("clicked", "1.2")]);
    answer(&slack, "reactions.add", json!({}));
    slack.action("addReaction", json!({ "messageId": "msg_1", "name": "eyes" })).await;
    assert_eq!(calls(&slack, "reactions.add")[0]["timestamp"], "1.2");
}

#[tokio::test]
async fn a_message_that_is_not_of_slack_cannot_be_reacted_to() {
    let answer = connected().action("addReaction", json!({ "messageId": "msg_1", "name": "eyes" })).await;
    assert_eq!(answer.error_message(), "the message msg_1 is not one of Slack: it has no tag `ts`");
}

#[tokio::test]
async fn people_are_found_by_any_of_their_names_on_all_pages_and_without_those_who_left() {
    let slack = connected();
    answers(&slack, "users.list", |call| match call["cursor"].as_str() {
        None => json!({
            "members": [
                { "id": "U1", "name": "ada", "profile": { "real_name": "Ada Lovelace", "display_name": "Countess" } },
                { "id": "U2", "name": "adam", "deleted": true },
            ],
            "response_metadata": { "next_cursor": "page 2" },
        }),
        _ => json!({ "members": [
            { "id": "U3", "name": "grace", "profile": { "email": "grace@lovely.test" } },
            { "id": "U4", "name": "", "profile": {} },
        ] }),
    });
    let found = slack.action("findTarget", json!({ "query": "lovela", "channel": "dm" })).await.output();
    assert_eq!(
        found,
        json!({ "targets": [
        { "displayName": "Countess", "tags": { "id": "U1" }, "channel": "dm" },
        { "displayName": "grace", "tags": { "id": "U3" }, "channel": "dm" },
    ] }),
        "the most similar comes first"
    );
}

#[tokio::test]
async fn channels_are_found_by_a_name_with_a_mistake() {
    let slack = connected();
    let channels = json!([{ "id": "C1", "name": "general" }, { "id": "C2", "name": "random" }]);
    answer(&slack, "conversations.list", json!({ "channels": channels }));
    let found = slack.action("findTarget", json!({ "query": "generl", "channel": "channel" })).await.output();
    assert_eq!(found["targets"], json!([{ "displayName": "general", "tags": { "id": "C1" }, "channel": "channel" }]));
    let call = &calls(&slack, "conversations.list")[0];
    assert_eq!((&call["types"], &call["exclude_archived"]), (&json!("public_channel"), &json!("true")));
}

#[tokio::test]
async fn a_message_is_retrieved_by_exactly_its_timestamp() {
    let slack = connected();
    answer(
        &slack,
        "conversations.history",
        json!({ "messages": [{ "type": "message", "ts": "1.1", "text": "older" }] }),
    );
    answer(&slack, "conversations.replies", json!({ "error": "thread_not_found" }));
    let missing = slack.action("retrieveMessage", json!({ "ts": "1.2", "channel": "C1" })).await;
    assert_eq!(missing.error_message(), "there is no message 1.2 in the channel C1");

    let reply = json!({ "type": "message", "ts": "1.2", "thread_ts": "1.1", "bot_id": "B1" });
    answer(&slack, "conversations.replies", json!({ "messages": [{ "ts": "1.1", "text": "older" }, reply] }));
    let found = slack.action("retrieveMessage", json!({ "ts": "1.2", "channel": "C1" })).await.output();
    assert_eq!(found, json!({ "type": "message", "user": "B1", "ts": "1.2", "text": "" }), "a reply, and without text");
}

#[tokio::test]
async fn a_direct_message_has_one_conversation_whoever_speaks_first() {
    let slack = connected();
    answer(&slack, "conversations.info", json!({ "channel": { "id": "D1", "is_im": true } }));
    conversation(&slack, "D1").await;
    let created = &slack.recorder().calls::<get_or_create_conversation::Request>()[0];
    assert_eq!(created.channel, "dm");
    assert_eq!(created.tags["id"].as_deref(), Some("D1"));
}

#[tokio::test]
async fn a_person_is_written_to_by_their_id() {
    let slack = connected();
    answer(&slack, "conversations.open", json!({ "channel": { "id": "D7" } }));
    conversation(&slack, "U1").await;
    let created = &slack.recorder().calls::<get_or_create_conversation::Request>()[0];
    assert_eq!((created.channel.as_str(), created.tags["id"].as_deref()), ("dm", Some("D7")));
    assert_eq!(calls(&slack, "conversations.open"), [json!({ "users": "U1" })]);
}

#[tokio::test]
async fn a_conversation_is_only_made_for_a_channel_that_there_is() {
    let slack = connected();
    answer(&slack, "conversations.info", json!({ "error": "channel_not_found" }));
    let refused = conversation(&slack, "C404").await;
    assert!(refused["message"].as_str().unwrap().contains("there is no such channel"), "{refused}");
    assert!(slack.recorder().calls::<get_or_create_conversation::Request>().is_empty());

    answer(&slack, "conversations.info", json!({ "channel": { "id": "C1", "name": "general" } }));
    conversation(&slack, "C1").await;
    let created = &slack.recorder().calls::<get_or_create_conversation::Request>()[0];
    assert_eq!((created.channel.as_str(), created.tags["title"].as_deref()), ("channel", Some("general")));

    let refused = slack.action("getOrCreateChannelConversation", json!({ "conversation": {} })).await;
    assert!(refused.error_message().contains("`channelId`"), "{}", refused.error_message());
}

#[tokio::test]
async fn members_are_synchronised_from_the_oldest_change_on() {
    let slack = connected();
    common::state(slack.recorder(), "sync", &json!({ "usersLastSyncTs": 10 }));
    members(&slack);
    let synced = slack.action("syncMembers", json!({})).await.output();
    assert_eq!(synced, json!({ "syncedCount": 2.0 }));
    let users = slack.recorder().calls::<get_or_create_user::Request>();
    let ids: Vec<_> = users.iter().map(|user| user.tags["id"].as_deref().unwrap()).collect();
    assert_eq!(ids, ["U2", "U1"]);
    assert_eq!(users[1].name.as_deref(), Some("Ada"));
    assert_eq!(users[1].tags["status_text"], None, "what is empty now is taken away");
    assert!(!users[1].tags.contains_key("dm_conversation_id"));
    let states = slack.recorder().calls::<set_state::Request>();
    assert_eq!(states.last().unwrap().payload, json!({ "usersLastSyncTs": 30.0 }));
}

#[tokio::test]
async fn members_that_failed_are_not_counted_and_tried_again_the_next_time() {
    let slack = connected();
    members(&slack);
    slack.recorder().answer_api(|request: get_or_create_user::Request| {
        if request.tags["id"].as_deref() == Some("U2") {
            return Err(ApiError::new(ErrorKind::Internal, "no"));
        }
        Ok(serde_json::from_value(json!({ "user": { "id": "user_1" }, "meta": { "created": true } })).unwrap())
    });
    let synced = slack.action("syncMembers", json!({})).await.output();
    assert_eq!(synced, json!({ "syncedCount": 2.0 }));
    let states = slack.recorder().calls::<set_state::Request>();
    assert_eq!(states.last().unwrap().payload, json!({ "usersLastSyncTs": 5.0 }), "before the one that failed");
}

#[tokio::test]
async fn a_topic_is_set() {
    let slack = connected();
    answer(&slack, "conversations.setTopic", json!({}));
    let done = slack.action("updateChannelTopic", json!({ "topic": "Lunch", "channelId": "C1" })).await;
    assert_eq!((done.status, done.output()), (StatusCode::OK, json!({})));
    assert_eq!(calls(&slack, "conversations.setTopic"), [json!({ "channel": "C1", "topic": "Lunch" })]);
}

#[tokio::test]
async fn channels_are_listed_a_page_at_a_time() {
    let slack = connected();
    let whole = json!({ "id": "C1", "name": "general", "topic": { "value": "t" }, "purpose": { "value": "p" }, "num_members": 3,
        "creator": "U1", "created": 7 });
    let direct = json!({ "id": "D1", "is_im": true, "user": "U2" });
    let page = json!({ "channels": [whole, direct], "response_metadata": { "next_cursor": "c2" } });
    answer(&slack, "conversations.list", page);
    let input = json!({ "includeDm": true, "includePrivate": true, "includeArchived": true, "cursor": "c1" });
    let listed = slack.action("getChannelsInfo", input).await.output();
    assert_eq!(listed["nextCursor"], "c2");
    assert_eq!(
        listed["channels"][0],
        json!({
            "id": "C1", "name": "general", "topic": "t", "purpose": "p", "numMembers": 3.0, "isPrivate": false,
            "isArchived": false, "isDm": false, "userId": "", "creator": "U1", "created": 7.0,
        })
    );
    assert_eq!((&listed["channels"][1]["isDm"], &listed["channels"][1]["userId"]), (&json!(true), &json!("U2")));
    let call = &calls(&slack, "conversations.list")[0];
    assert_eq!(call["types"], "public_channel,private_channel,im,mpim");
    assert_eq!((&call["cursor"], &call["exclude_archived"]), (&json!("c1"), &json!("false")));
}

#[tokio::test]
async fn a_profile_leaves_out_what_is_empty() {
    let slack = connected();
    answer(
        &slack,
        "users.profile.get",
        json!({ "profile": { "first_name": "Ada", "last_name": "", "email": "ada@a.test" } }),
    );
    let profile = slack.action("getUserProfile", json!({ "userId": "U1" })).await.output();
    assert_eq!(profile, json!({ "firstName": "Ada", "email": "ada@a.test" }));
}

#[tokio::test]
async fn in_a_thread_the_bot_shows_a_status_and_elsewhere_a_reaction_when_that_is_wanted() {
    let slack = connected().configuration(json!({ "typingIndicatorEmoji": true }));
    message(&slack, &[("ts", "1.3"), ("channelId", "C1")]);
    for method in ["assistant.threads.setStatus", "reactions.add", "reactions.remove", "conversations.mark"] {
        answer(&slack, method, json!({}));
    }
    let input = json!({ "conversationId": "conv_1", "messageId": "msg_1" });

    in_conversation(&slack, "thread", &[("id", "C1"), ("thread", "1.2")]);
    assert_eq!(slack.action("startTypingIndicator", &input).await.status, StatusCode::OK);
    let status = &calls(&slack, "assistant.threads.setStatus")[0];
    assert_eq!((&status["channel_id"], &status["thread_ts"]), (&json!("C1"), &json!("1.2")));
    assert!(calls(&slack, "reactions.add").is_empty());
    assert_eq!(calls(&slack, "conversations.mark"), [json!({ "channel": "C1", "ts": "1.3" })]);

    answer(&slack, "assistant.threads.setStatus", json!({ "error": "channel_type_not_supported" }));
    assert_eq!(slack.action("startTypingIndicator", &input).await.status, StatusCode::OK);
    assert_eq!(calls(&slack, "reactions.add").len(), 1, "Slack did not want the status");

    in_conversation(&slack, "channel", &[("id", "C1")]);
    assert_eq!(slack.action("startTypingIndicator", &input).await.status, StatusCode::OK);
    assert_eq!(calls(&slack, "reactions.add")[1], json!({ "channel": "C1", "timestamp": "1.3", "name": "eyes" }));
    answer(&slack, "reactions.remove", json!({ "error": "no_reaction" }));
    assert_eq!(slack.action("stopTypingIndicator", &input).await.status, StatusCode::OK, "it is gone, as was wanted");
}

async fn conversation(slack: &Harness, channel: &str) -> Value {
    slack.action("getOrCreateChannelConversation", json!({ "conversation": { "channelId": channel } })).await.json()
}

/// Three members, the newest change first.
fn members(slack: &Harness) {
    let ada = json!({ "id": "U1", "updated": 30, "profile": { "real_name": "Ada", "status_text": "" } });
    let others = [json!({ "id": "U2", "updated": 20 }), json!({ "id": "U3", "updated": 5 })];
    answer(slack, "users.list", json!({ "members": [ada, others[0], others[1]] }));
}

/// Gives the message `msg_1` these tags.
fn message(slack: &Harness, tags: &'static [(&str, &str)]) {
    slack.recorder().answer_api(|request: get_message::Request| {
        let mut message = Message::new(request.id, "", Direction::Incoming, "conv_1", "user_1", "text", json!({}));
        message.tags = tags.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Ok(serde_json::from_value(json!({ "message": message })).unwrap())
    });
}

/// Makes the conversation `conv_1` one of this channel.
fn in_conversation(slack: &Harness, channel: &'static str, tags: &'static [(&str, &str)]) {
    slack.recorder().answer_api(move |request: get_conversation::Request| {
        let mut conversation = Conversation::new(request.id, "", "test", channel);
        conversation.tags = tags.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Ok(serde_json::from_value(json!({ "conversation": conversation })).unwrap())
    });
}
