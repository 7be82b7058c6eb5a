//! What the bot says, on its way to Slack, without a socket.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test itself")]

mod common;
#[path = "support/standstill.rs"]
mod standstill;

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use botpress_sdk::{
    LogLevel,
    api::{
        endpoint::{get_file, get_message, get_user, list_messages, update_message},
        types::User,
    },
    http::{Method, Response, StatusCode},
    testing::{Harness, TestResponse},
};
use common::{BOT, SLACK, answer, answers, calls, connected, connected_with};
use serde_json::{Value, json};
use standstill::Standstill;

#[tokio::test]
async fn a_message_is_tagged_with_slacks_timestamp() {
    let slack = connected();
    posts(&slack);
    let answer =
        slack.message("thread", [("id", "C1"), ("thread", "1.2")], "text", json!({ "text": "**hi** < you" })).await;
    assert_eq!(answer.status, StatusCode::OK);
    let post = &calls(&slack, "chat.postMessage")[0];
    assert_eq!((&post["channel"], &post["thread_ts"]), (&json!("C1"), &json!("1.2")));
    assert_eq!(post["text"], "*hi* &lt; you");
    assert_eq!(tags(&slack), [json!({ "channelId": "C1" }), json!({ "ts": "9.0", "userId": BOT, "channelId": "C1" })]);
}

#[tokio::test]
async fn the_bot_shows_itself_as_it_is_configured_where_it_may() {
    let configuration = json!({ "botName": " Otto ", "botAvatarUrl": "https://a.test/o.png" });
    let slack = connected_with(&["chat:write", "chat:write.customize"]).configuration(&configuration);
    posts(&slack);
    say(&slack, json!({ "text": "hi" })).await;
    let post = &calls(&slack, "chat.postMessage")[0];
    assert_eq!((&post["username"], &post["icon_url"]), (&json!("Otto"), &json!("https://a.test/o.png")));

    let slack = connected_with(&["chat:write"]).configuration(&configuration);
    posts(&slack);
    say(&slack, json!({ "text": "hi" })).await;
    let post = &calls(&slack, "chat.postMessage")[0];
    assert!(post.get("username").is_none() && post.get("icon_url").is_none() && post.get("as_user").is_none());
}

#[tokio::test]
async fn an_empty_avatar_of_the_studio_is_none() {
    let slack = connected_with(&["chat:write.customize"]).configuration(json!({ "botName": "", "botAvatarUrl": "" }));
    posts(&slack);
    say(&slack, json!({ "text": "hi" })).await;
    assert!(calls(&slack, "chat.postMessage")[0].get("icon_url").is_none());
}

#[tokio::test]
async fn a_post_whose_answer_was_lost_is_found_and_not_sent_again() {
    let slack = connected();
    slack.recorder().answer_http(Method::POST, format!("{SLACK}/chat.postMessage"), |_| {
        Response::builder().status(502).body("bad gateway".into()).unwrap()
    });
    let first = say(&slack, json!({ "text": "hi" })).await;
    assert_eq!(first.status, StatusCode::INTERNAL_SERVER_ERROR, "Botpress asks again");
    assert_eq!(calls(&slack, "chat.postMessage").len(), 1, "it may be out: not sent again here");

    let out = json!({ "ts": "9.7", "metadata": { "event_type": "botpress_message", "event_payload": { "message": "msg_1", "part": 0 } } });
    answer(&slack, "conversations.history", json!({ "messages": [{ "ts": "9.9", "text": "another" }, out] }));
    let second = again(&slack, "text", json!({ "text": "hi" }), json!({ "channelId": "D1" })).await;
    assert_eq!(second.status, StatusCode::OK);
    assert_eq!(calls(&slack, "chat.postMessage").len(), 1);
    assert_eq!(tags(&slack).last().unwrap()["ts"], "9.7");
    assert_eq!(calls(&slack, "conversations.history")[0]["include_all_metadata"], "true");
}

#[tokio::test]
async fn a_post_that_did_not_happen_is_sent_when_botpress_asks_again() {
    let slack = connected();
    posts(&slack);
    answer(&slack, "conversations.history", json!({ "messages": [] }));
    let second = again(&slack, "text", json!({ "text": "hi" }), json!({ "channelId": "D1" })).await;
    assert_eq!(second.status, StatusCode::OK);
    assert_eq!(calls(&slack, "chat.postMessage").len(), 1);
}

#[tokio::test]
async fn a_message_that_is_out_is_not_sent_again() {
    let slack = connected();
    posts(&slack);
    again(&slack, "text", json!({ "text": "hi" }), json!({ "channelId": "D1", "ts": "9.7" })).await;
    assert!(calls(&slack, "chat.postMessage").is_empty());
}

#[tokio::test]
async fn a_request_that_comes_late_is_not_believed_that_nothing_is_out() {
    let slack = connected();
    posts(&slack);
    slack.recorder().answer_api(|request: get_message::Request| {
        let message = json!({ "id": request.id, "tags": { "channelId": "D1", "ts": "9.7", "userId": BOT } });
        Ok(serde_json::from_value(json!({ "message": message })).unwrap())
    });
    slack.recorder().advance(std::time::Duration::from_secs(5));
    assert_eq!(say(&slack, json!({ "text": "hi" })).await.status, StatusCode::OK);
    assert!(calls(&slack, "chat.postMessage").is_empty());
}

#[tokio::test]
async fn of_several_parts_those_that_are_out_are_not_sent_again() {
    let slack = connected();
    posts(&slack);
    file(&slack, "https://a.test/song.mp3");
    let part = |part: u64, ts: &str| json!({ "ts": ts, "metadata": { "event_type": "botpress_message", "event_payload": { "message": "msg_1", "part": part } } });
    let song = json!({ "ts": "9.2", "user": BOT, "files": [{ "title": "song.mp3" }] });
    answer(&slack, "conversations.history", json!({ "messages": [song, part(0, "9.1")] }));
    let bloc = json!({ "items": [
        { "type": "text", "payload": { "text": "one" } },
        { "type": "audio", "payload": { "audioUrl": "https://a.test/song.mp3" } },
        { "type": "markdown", "payload": { "markdown": "*three*" } },
    ] });
    assert_eq!(again(&slack, "bloc", bloc, json!({ "channelId": "D1" })).await.status, StatusCode::OK);
    let posted = calls(&slack, "chat.postMessage");
    assert_eq!(posted.len(), 1);
    assert_eq!(posted[0]["text"], "_three_");
    assert!(calls(&slack, "files.completeUploadExternal").is_empty());
}

#[tokio::test]
async fn each_type_of_message_is_posted_or_uploaded() {
    let slack = connected();
    posts(&slack);
    uploads(&slack);
    file(&slack, "https://a.test/");
    let option = json!([{ "label": "Yes", "value": "yes" }]);
    let card = json!({ "title": "Card", "actions": [{ "action": "say", "label": "Yes", "value": "yes" }] });
    let messages = [
        ("text", json!({ "text": "x", "blocks": [{ "type": "divider" }] })),
        ("image", json!({ "imageUrl": "https://a.test/x.png" })),
        ("location", json!({ "latitude": 1.5, "longitude": 2 })),
        ("card", card.clone()),
        ("carousel", json!({ "items": [card] })),
        ("dropdown", json!({ "text": "?", "options": option })),
        ("choice", json!({ "text": "?", "options": option })),
        ("bloc", json!({ "items": [{ "type": "text", "payload": { "text": "x" } }] })),
        ("audio", json!({ "audioUrl": "https://a.test/x.mp3" })),
        ("video", json!({ "videoUrl": "https://a.test/x.mp4" })),
        ("file", json!({ "fileUrl": "https://a.test/x.pdf" })),
    ];
    for (kind, payload) in messages {
        let answer = slack.message("channel", [("id", "C1")], kind, payload).await;
        assert_eq!(answer.status, StatusCode::OK, "{kind}: {}", answer.error_message());
    }
    assert_eq!(calls(&slack, "chat.postMessage").len(), 8);
    assert_eq!(calls(&slack, "files.completeUploadExternal").len(), 3);
}

#[tokio::test]
async fn a_file_is_uploaded_in_three_steps_and_its_message_found_when_slack_has_shared_it() {
    let slack = connected();
    uploads(&slack);
    file(&slack, "https://a.test/");
    let looks = AtomicUsize::new(0);
    answers(&slack, "files.info", move |_| match looks.fetch_add(1, Ordering::Relaxed) {
        0 => json!({ "file": { "id": "F1", "shares": {} } }),
        1 => json!({ "error": "internal_error" }),
        _ => json!({ "file": { "id": "F1", "shares": { "private": { "C1": [{ "ts": "9.5" }] } } } }),
    });
    let payload = json!({ "fileUrl": "https://a.test/my%20report.pdf?token=s", "title": "Report" });
    let answer = slack.message("thread", [("id", "C1"), ("thread", "1.2")], "file", payload).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.error_message());

    assert_eq!(calls(&slack, "files.getUploadURLExternal"), [json!({ "filename": "my report.pdf", "length": "7" })]);
    let sent = slack.recorder().requests();
    let content = sent.iter().find(|request| request.url == "https://upload.test/1").unwrap();
    assert_eq!((content.text().as_str(), content.headers.get("authorization")), ("content", None));
    let completed = &calls(&slack, "files.completeUploadExternal")[0];
    assert_eq!((&completed["channel_id"], &completed["thread_ts"]), (&json!("C1"), &json!("1.2")));
    assert_eq!(completed["files"], json!([{ "id": "F1", "title": "Report" }]).to_string());
    assert_eq!(tags(&slack).last().unwrap()["ts"], "9.5");
    assert!(calls(&slack, "conversations.history").is_empty(), "the latest message may be somebody else's");
}

#[tokio::test]
async fn a_file_that_slack_never_shares_is_out_all_the_same() {
    let slack = connected();
    uploads(&slack);
    file(&slack, "https://a.test/");
    answer(&slack, "files.info", json!({ "file": { "id": "F1" } }));
    let answer = slack.message("channel", [("id", "C1")], "file", json!({ "fileUrl": "https://a.test/x.pdf" })).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(calls(&slack, "files.completeUploadExternal").len(), 1);
    assert!(slack.recorder().log_lines(LogLevel::Warn)[0].contains("Slack has not shared the file yet"));
}

#[tokio::test]
async fn a_file_that_there_is_nothing_of_is_said_with_what_is_wrong() {
    for (status, content, wrong) in [
        (404, "not here", "the file cannot be fetched: GET https://a.test/x.pdf: Request failed with status code 404"),
        (200, "", "the file is empty, and Slack takes no empty files"),
    ] {
        let slack = connected();
        uploads(&slack);
        slack.recorder().answer_http(Method::GET, "https://a.test/", move |_| {
            Response::builder().status(status).body(content.into()).unwrap()
        });
        let payload = json!({ "fileUrl": "https://a.test/x.pdf?token=secret" });
        let refused = slack.message("channel", [("id", "C1")], "file", payload).await;
        assert_eq!((refused.status, refused.error_message().as_str()), (StatusCode::BAD_REQUEST, wrong));
        assert!(calls(&slack, "files.getUploadURLExternal").is_empty());
    }
}

#[tokio::test]
async fn a_file_of_botpress_is_fetched_from_where_it_is_now() {
    let slack = connected();
    uploads(&slack);
    slack.recorder().answer_api(|request: get_file::Request| {
        let file = json!({ "id": request.id, "key": "songs/tune.mp3", "url": "https://fresh.test/tune?sig=1" });
        Ok(serde_json::from_value(json!({ "file": file })).unwrap())
    });
    file(&slack, "https://fresh.test/");
    let payload = json!({ "audioUrl": "https://files.botpress.test/file_01?sig=expired" });
    let answer = slack.message("channel", [("id", "C1")], "audio", payload).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.error_message());
    assert_eq!(calls(&slack, "files.getUploadURLExternal")[0]["filename"], "tune.mp3");
}

#[tokio::test]
async fn a_bot_that_answers_in_both_places_says_it_once_and_shows_it_in_both() {
    let slack = connected().configuration(json!({ "replyBehaviour": { "location": "channelAndThread" } }));
    posts(&slack);
    for (forked, shown) in [("true", true), ("false", false)] {
        slack.recorder().answer_api(move |_: list_messages::Request| {
            let asked = json!({ "id": "msg_0", "direction": "incoming",
                "tags": { "ts": "1.2", "channelId": "C1", "forkedToThread": forked } });
            let own = json!({ "id": "msg_1", "direction": "outgoing" });
            Ok(serde_json::from_value(json!({ "messages": [own, asked], "meta": {} })).unwrap())
        });
        slack.message("thread", [("id", "C1"), ("thread", "1.2")], "text", json!({ "text": "hi" })).await;
        let post = calls(&slack, "chat.postMessage").pop().unwrap();
        assert_eq!(post.get("reply_broadcast") == Some(&json!("true")), shown);
    }
    assert_eq!(calls(&slack, "chat.postMessage").len(), 2);
}

#[tokio::test]
async fn users_are_mentioned_by_either_id_and_only_where_it_is_said() {
    let slack = connected();
    posts(&slack);
    slack.recorder().answer_api(|request: get_user::Request| {
        let mut user = User::new(request.id, "");
        user.tags = [("id".to_owned(), "U7".to_owned())].into();
        Ok(serde_json::from_value(json!({ "user": user })).unwrap())
    });
    let mention = |start: usize, id: &str| json!({ "type": "user", "start": start, "end": start + 4, "user": { "id": id, "name": "John" } });
    let payload = json!({ "text": "Johnny: John, John", "mentions": [mention(8, "U1"), mention(14, "user_01")] });
    say(&slack, payload).await;
    assert_eq!(calls(&slack, "chat.postMessage")[0]["text"], "Johnny: <@U1>, <@U7>");
}

#[tokio::test]
async fn a_message_with_nothing_to_see_is_refused_with_a_sentence() {
    let slack = connected();
    let refused = say(&slack, json!({ "text": "  " })).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(
        refused.error_message().starts_with("there is nothing to see in the message"),
        "{}",
        refused.error_message()
    );
}

#[tokio::test]
async fn what_slack_refuses_is_told_with_what_to_do() {
    let slack = connected();
    answer(&slack, "chat.postMessage", json!({ "error": "not_in_channel" }));
    let refused = say(&slack, json!({ "text": "hi" })).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "it would be no better the next time");
    assert_eq!(
        refused.error_message(),
        "Slack refused chat.postMessage: not_in_channel (invite the bot to the channel)"
    );
}

#[tokio::test]
async fn a_message_that_the_bot_changes_is_changed_in_slack() {
    let slack = connected();
    answer(&slack, "chat.update", json!({}));
    let tags = json!({ "ts": "9.1", "channelId": "C1" });
    assert_eq!(change(&slack, "text", json!({ "text": "**new**" }), &tags).await.status, StatusCode::OK);
    let update = &calls(&slack, "chat.update")[0];
    assert_eq!((&update["channel"], &update["ts"], &update["text"]), (&json!("C1"), &json!("9.1"), &json!("*new*")));

    let choice = json!({ "text": "?", "options": [{ "label": "Yes", "value": "yes" }] });
    change(&slack, "choice", choice, &tags).await;
    assert!(calls(&slack, "chat.update")[1]["blocks"].as_str().unwrap().contains("\"Yes\""));
}

#[tokio::test]
async fn a_message_that_cannot_be_changed_is_refused_with_a_sentence() {
    let slack = connected();
    let refused = change(&slack, "text", json!({ "text": "new" }), &json!({})).await;
    assert_eq!(refused.error_message(), "the message is not in Slack, and cannot be changed there");
    let tags = json!({ "ts": "9.1", "channelId": "C1" });
    let refused = change(&slack, "audio", json!({ "audioUrl": "https://a.test/x.mp3" }), &tags).await;
    assert_eq!(refused.error_message(), "files cannot be changed in Slack: send another message");
    let refused = change(&slack, "text", json!({ "text": " " }), &tags).await;
    assert!(refused.error_message().starts_with("there is nothing to see"), "{}", refused.error_message());
}

#[tokio::test]
async fn a_change_that_comes_before_slacks_timestamp_was_noted_waits_for_it() {
    let slack = connected();
    answer(&slack, "chat.update", json!({}));
    let looks = AtomicUsize::new(0);
    let known = move || match looks.fetch_add(1, Ordering::Relaxed) {
        0 | 1 => json!({ "channelId": "C1" }),
        _ => json!({ "ts": "9.1", "channelId": "C1" }),
    };
    let changed = Changed { tags: Box::new(known), ..Changed::with(json!({})) };
    assert_eq!(changed.send(&slack, json!({ "text": "new" })).await.status, StatusCode::OK);
    assert_eq!(calls(&slack, "chat.update")[0]["ts"], "9.1");
}

#[tokio::test]
async fn a_change_of_a_message_that_slack_lets_wait_for_long_comes_again() {
    let slack = connected();
    let refused = change(&slack, "text", json!({ "text": "new" }), &json!({ "channelId": "C1" })).await;
    assert_eq!(refused.status, StatusCode::INTERNAL_SERVER_ERROR, "Botpress asks again");
    assert!(refused.error_message().starts_with("the message is still on its way to Slack"));
}

#[tokio::test]
async fn of_an_unfinished_text_only_the_newest_is_shown() {
    let slack = connected();
    answer(&slack, "chat.update", json!({}));
    let unfinished = json!({ "text": "one", "streaming": true });
    let tags = json!({ "ts": "9.1", "channelId": "C1" });
    let newest = Some((0, json!({ "text": "one two", "streaming": true })));
    let outdated = Changed { newest, ..Changed::with(tags.clone()) };
    assert_eq!(outdated.send(&slack, unfinished.clone()).await.status, StatusCode::OK);
    assert!(calls(&slack, "chat.update").is_empty(), "there is another call for it");
    Changed::with(tags).send(&slack, unfinished).await;
    assert_eq!(calls(&slack, "chat.update").len(), 1);
}

#[tokio::test]
async fn a_piece_is_added_once_though_botpress_asks_twice() {
    let slack = connected();
    let streamed = begun(&slack, json!({ "text": "one", "streaming": true })).await;
    assert_eq!(calls(&slack, "chat.appendStream").len(), 1);
    let tags = |streamed: &Value| json!({ "ts": "9.3", "channelId": "C1", "streamed": streamed });

    let go_on = json!({ "text": "one two", "streaming": true });
    let first = Changed::with(tags(&streamed));
    assert_eq!(first.send(&slack, go_on.clone()).await.status, StatusCode::OK);
    let added = &calls(&slack, "chat.appendStream")[1];
    assert_eq!((&added["ts"], &added["markdown_text"]), (&json!("9.3"), &json!(" two")));

    let again = Changed::with(tags(&streamed_tag(&slack)));
    assert_eq!(again.send(&slack, go_on).await.status, StatusCode::OK);
    assert_eq!(calls(&slack, "chat.appendStream").len(), 2);
    assert!(calls(&slack, "chat.stopStream").is_empty() && calls(&slack, "chat.update").is_empty());
}

/// Botpress does not wait for one call until it makes the next.
#[tokio::test]
async fn pieces_that_come_at_the_same_time_are_added_once_each() {
    let slack = connected();
    let streamed = begun(&slack, json!({ "text": "one", "streaming": true })).await;
    let (looks, recorder) = (Arc::new(AtomicUsize::new(0)), slack.recorder().clone());
    let texts = ["one two", "one two three"].map(|text| json!({ "text": text, "streaming": true }));
    let message = |payload: &Value, tags: &Value| json!({ "id": "msg_1", "type": "text", "payload": payload, "tags": tags, "conversationId": "conv_1" });
    let (known, looked) = (texts.clone(), looks.clone());
    slack.recorder().answer_api(move |_: get_message::Request| {
        let noted = recorder.calls::<update_message::Request>();
        let noted = noted.iter().rev().find_map(|update| update.tags.as_ref()?.get("streamed").cloned().flatten());
        let streamed = noted.map_or(streamed.clone(), Value::from);
        let payload = &known[looked.fetch_add(1, Ordering::Relaxed).min(1)];
        let message = message(payload, &json!({ "ts": "9.3", "channelId": "C1", "streamed": streamed }));
        Ok(serde_json::from_value(json!({ "message": message })).unwrap())
    });
    let world = Standstill::new(slack.recorder().clone(), "nobody.test");
    let change = async |payload: &Value| {
        let conversation = json!({ "id": "conv_1", "channel": "thread", "tags": { "id": "C1", "thread": "1.2" } });
        let body = json!({
            "type": "text", "payload": payload, "conversation": conversation, "user": { "id": "user_bot" },
            "currentMessage": message(payload, &json!({})), "previousMessage": message(&json!({}), &json!({})),
        });
        world.call("message_updated", &body).await.0.status()
    };
    let while_the_first_is_at_it = async {
        while looks.load(Ordering::Relaxed) == 0 {
            tokio::task::yield_now().await;
        }
        change(&texts[1]).await
    };
    assert_eq!(tokio::join!(change(&texts[0]), while_the_first_is_at_it), (StatusCode::OK, StatusCode::OK));
    let added: Vec<_> = calls(&slack, "chat.appendStream").iter().map(|call| call["markdown_text"].clone()).collect();
    assert_eq!(added, ["one", " two", " three"]);
}

#[tokio::test]
async fn a_stream_that_cannot_go_on_is_not_ended_with_what_is_outdated() {
    let slack = connected();
    let streamed = begun(&slack, json!({ "text": "one", "streaming": true })).await;
    answer(&slack, "chat.appendStream", json!({ "error": "message_not_in_streaming_state" }));
    let newest = Some((1, json!({ "text": "one two three" })));
    let outdated = Changed { newest, ..Changed::with(json!({ "ts": "9.3", "channelId": "C1", "streamed": streamed })) };
    let answer = outdated.send(&slack, json!({ "text": "one two", "streaming": true })).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(calls(&slack, "chat.update").is_empty(), "the other call may have been here before");
}

#[tokio::test]
async fn a_stream_that_the_last_change_has_ended_while_it_began_is_left_as_it_is() {
    let slack = connected();
    answers_in_a_thread(&slack);
    answer(&slack, "chat.appendStream", json!({ "error": "message_not_in_streaming_state" }));
    slack.recorder().answer_api(|_: get_message::Request| {
        let finished = json!({ "id": "msg_1", "type": "text", "payload": { "text": "one two" }, "tags": {} });
        Ok(serde_json::from_value(json!({ "message": finished })).unwrap())
    });
    let begun = write(&slack, json!({ "text": "one", "streaming": true })).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.error_message());
    assert!(calls(&slack, "chat.stopStream").is_empty() && calls(&slack, "chat.update").is_empty());
}

#[tokio::test]
async fn a_stream_is_known_to_have_its_first_piece_as_soon_as_it_is_known() {
    let slack = connected();
    begun(&slack, json!({ "text": "one", "streaming": true })).await;
    let known = tags(&slack).into_iter().filter(|tags| tags.get("ts").is_some_and(|ts| ts == "9.3"));
    let streamed: Vec<_> = known.filter_map(|tags| tags.get("streamed").cloned()).collect();
    assert_eq!(streamed.len(), 1, "else a change would add the piece once more: {streamed:?}");
    assert!(streamed[0].as_str().unwrap().starts_with("3 "));
}

#[tokio::test]
async fn a_stream_ends_though_slack_has_ended_it_already() {
    let slack = connected();
    let streamed = begun(&slack, json!({ "text": "one", "streaming": true })).await;
    answer(&slack, "chat.stopStream", json!({ "error": "message_not_in_streaming_state" }));
    answer(&slack, "chat.update", json!({}));
    let end = Changed::with(json!({ "ts": "9.3", "channelId": "C1", "streamed": streamed }));
    assert_eq!(end.send(&slack, json!({ "text": "one **two**" })).await.status, StatusCode::OK);
    assert_eq!(calls(&slack, "chat.update")[0]["text"], "one *two*");
    assert_eq!(streamed_tag(&slack), Value::Null, "nothing is streamed any more");
}

#[tokio::test]
async fn without_anybody_to_answer_nothing_is_streamed() {
    let slack = connected();
    posts(&slack);
    write(&slack, json!({ "text": "hello", "streaming": true })).await;
    assert_eq!(calls(&slack, "chat.postMessage").len(), 1);
    assert!(calls(&slack, "chat.startStream").is_empty());
}

/// The bot begins to write in a thread. Answers how much is streamed.
async fn begun(slack: &Harness, payload: Value) -> Value {
    answers_in_a_thread(slack);
    answer(slack, "chat.appendStream", json!({}));
    let begun = write(slack, payload).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.error_message());
    assert_eq!(calls(slack, "chat.startStream")[0]["recipient_user_id"], "U7");
    streamed_tag(slack)
}

/// Ada has asked something in a thread, where Slack takes streams.
fn answers_in_a_thread(slack: &Harness) {
    answer(slack, "chat.startStream", json!({ "channel": "C1", "ts": "9.3" }));
    slack.recorder().answer_api(|_: list_messages::Request| {
        let asked = json!({ "id": "msg_0", "direction": "incoming", "tags": { "ts": "1.2", "userId": "U7", "channelId": "C1" } });
        Ok(serde_json::from_value(json!({ "messages": [asked], "meta": {} })).unwrap())
    });
}

/// The bot writes in the thread.
async fn write(slack: &Harness, payload: Value) -> TestResponse {
    slack.message("thread", [("id", "C1"), ("thread", "1.2")], "text", payload).await
}

/// The last value of the tag that says how much is streamed.
fn streamed_tag(slack: &Harness) -> Value {
    tags(slack).iter().rev().find_map(|tags| tags.get("streamed").cloned()).unwrap()
}

/// A message that the bot changes.
struct Changed {
    kind: &'static str,
    /// Its tags by now.
    tags: Box<dyn Fn() -> Value + Send + Sync>,
    /// What it says after so many looks at it, if it is not what it is changed into.
    newest: Option<(usize, Value)>,
}

impl Changed {
    /// A text with these tags.
    fn with(tags: Value) -> Self {
        Self { kind: "text", tags: Box::new(move || tags.clone()), newest: None }
    }

    async fn send(self, slack: &Harness, payload: Value) -> TestResponse {
        let Self { kind, tags, newest } = self;
        let message = move |payload: &Value, tags: &Value| json!({ "id": "msg_1", "type": kind, "payload": payload, "tags": tags, "conversationId": "conv_1" });
        let (looks, changed) = (AtomicUsize::new(0), payload.clone());
        slack.recorder().answer_api(move |_: get_message::Request| {
            let look = looks.fetch_add(1, Ordering::Relaxed);
            let now = newest.as_ref().filter(|(from, _)| look >= *from).map_or(&changed, |(_, newest)| newest);
            Ok(serde_json::from_value(json!({ "message": message(now, &tags()) })).unwrap())
        });
        let conversation = json!({ "id": "conv_1", "channel": "channel", "tags": { "id": "C1" } });
        let body = json!({
            "type": kind, "payload": payload, "conversation": conversation, "user": { "id": "user_bot" },
            "currentMessage": message(&payload, &json!({})), "previousMessage": message(&json!({}), &json!({})),
        });
        slack.call("message_updated", body).await
    }
}

/// The bot writes to Ada.
async fn say(slack: &Harness, payload: Value) -> TestResponse {
    slack.message("dm", [("id", "D1")], "text", payload).await
}

/// Botpress asks again for a message, which has these tags by now.
async fn again(slack: &Harness, kind: &str, payload: Value, tags: Value) -> TestResponse {
    let message = json!({
        "id": "msg_1", "createdAt": "2026-01-01T00:00:00.000Z", "type": kind, "payload": payload, "tags": tags,
        "conversationId": "conv_1", "userId": "user_bot", "direction": "outgoing",
    });
    let conversation = json!({ "id": "conv_1", "channel": "dm", "tags": { "id": "D1" } });
    let body = json!({
        "type": kind, "payload": payload, "conversation": conversation, "message": message, "user": { "id": "user_bot" },
    });
    slack.call("message_created", body).await
}

/// The bot gives a message with these tags other content.
async fn change(slack: &Harness, kind: &'static str, payload: Value, tags: &Value) -> TestResponse {
    Changed { kind, ..Changed::with(tags.clone()) }.send(slack, payload).await
}

/// Slack takes what is posted.
fn posts(slack: &Harness) {
    answer(slack, "chat.postMessage", json!({ "channel": "C1", "ts": "9.0", "message": { "user": BOT } }));
}

/// Slack takes what is uploaded.
fn uploads(slack: &Harness) {
    answer(slack, "files.getUploadURLExternal", json!({ "upload_url": "https://upload.test/1", "file_id": "F1" }));
    answer(slack, "files.completeUploadExternal", json!({}));
    answer(slack, "files.info", json!({ "file": { "id": "F1", "shares": { "public": { "C1": [{ "ts": "9.5" }] } } } }));
    slack.recorder().answer_http(Method::POST, "https://upload.test/", |_| Response::new("OK".into()));
}

/// There is a file.
fn file(slack: &Harness, url: &str) {
    slack.recorder().answer_http(Method::GET, url, |_| Response::new("content".into()));
}

/// What was written to the tags of messages.
fn tags(slack: &Harness) -> Vec<Value> {
    let updates = slack.recorder().calls::<update_message::Request>();
    updates.iter().map(|update| serde_json::to_value(&update.tags).unwrap()).collect()
}
