//! What people write, on its way to the bot, without a socket.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test itself")]

mod common;

use botpress_sdk::{
    LogLevel,
    api::endpoint::{
        create_event, get_or_create_conversation, get_or_create_message, get_or_create_user, list_conversations,
        list_messages, update_message, update_user, upsert_file,
    },
    http::{Method, Response, StatusCode},
    testing::Harness,
};
use common::{BOT, answer, answers, calls, connected, event_with_id};
use serde_json::{Value, json};

#[tokio::test]
async fn each_place_in_slack_is_a_conversation_of_its_own() {
    let slack = connected();
    profile(&slack);
    hear(&slack, &json!({ "channel": "C1", "ts": "1.1", "text": "in a channel" })).await;
    hear(&slack, &json!({ "channel": "D1", "ts": "1.2", "text": "to the bot" })).await;
    hear(&slack, &json!({ "channel": "C1", "ts": "1.3", "thread_ts": "1.1", "text": "in a thread" })).await;
    let places: Vec<_> = conversations(&slack);
    assert_eq!(
        places,
        [
            json!(["channel", { "id": "C1" }, ["id"]]),
            json!(["dm", { "id": "D1" }, ["id"]]),
            json!(["thread", { "id": "C1", "thread": "1.1", "isBotReplyThread": "true" }, ["id", "thread"]]),
        ]
    );
    let heard = heard(&slack);
    assert_eq!(heard[0].tags["ts"].as_deref(), Some("1.1"));
    assert_eq!(heard[0].tags["userId"].as_deref(), Some("U1"));
    assert_eq!(heard[0].tags["channelId"].as_deref(), Some("C1"));
    assert_eq!(heard[0].tags["forkedToThread"].as_deref(), Some("false"));
    assert!(!heard[0].tags.contains_key("mentionsBot"));
}

#[tokio::test]
async fn a_reply_that_is_also_sent_to_the_channel_and_a_me_message_are_heard() {
    let slack = connected();
    profile(&slack);
    let broadcast =
        json!({ "subtype": "thread_broadcast", "channel": "C1", "ts": "1.2", "thread_ts": "1.1", "text": "both" });
    hear(&slack, &broadcast).await;
    hear(&slack, &json!({ "subtype": "me_message", "channel": "C1", "ts": "1.3", "text": "waves" })).await;
    assert_eq!(texts(&slack), ["both", "waves"]);
    assert_eq!(conversations(&slack)[0][0], "thread");
}

#[tokio::test]
async fn an_answer_in_a_thread_is_asked_for_in_that_thread() {
    let slack = connected().configuration(json!({ "replyBehaviour": { "location": "thread" } }));
    profile(&slack);
    hear(&slack, &json!({ "channel": "C1", "ts": "1.1", "text": "hi" })).await;
    assert_eq!(conversations(&slack)[0][1], json!({ "id": "C1", "thread": "1.1", "isBotReplyThread": "true" }));
    assert_eq!(heard(&slack)[0].tags["forkedToThread"].as_deref(), Some("true"));
}

#[tokio::test]
async fn a_bot_that_answers_in_both_places_hears_a_message_once() {
    let slack = connected().configuration(json!({ "replyBehaviour": { "location": "channelAndThread" } }));
    profile(&slack);
    hear(&slack, &json!({ "channel": "C1", "ts": "1.1", "text": "hi" })).await;
    assert_eq!(heard(&slack).len(), 1);
    assert_eq!(conversations(&slack)[0][0], "thread");
}

#[tokio::test]
async fn with_the_mention_rule_direct_messages_and_the_bots_threads_need_none() {
    let slack = connected().configuration(json!({ "replyBehaviour": { "onlyOnBotMention": true } }));
    profile(&slack);
    hear(&slack, &json!({ "channel": "C1", "ts": "1.1", "text": "nobody asked the bot" })).await;
    hear(&slack, &json!({ "channel": "C1", "ts": "1.2", "thread_ts": "1.0", "text": "nor in this thread" })).await;
    assert!(heard(&slack).is_empty());

    hear(&slack, &json!({ "channel": "D1", "ts": "1.3", "text": "direct" })).await;
    hear(&slack, &json!({ "channel": "C1", "ts": "1.4", "text": format!("<@{BOT}> asked") })).await;
    let below =
        json!({ "channel": "C1", "ts": "1.5", "thread_ts": "1.4", "parent_user_id": BOT, "text": "below the bot's" });
    hear(&slack, &below).await;
    in_threads_of_the_bot(&slack);
    hear(&slack, &json!({ "channel": "C1", "ts": "1.6", "thread_ts": "1.4", "text": "where the bot answered" })).await;
    assert_eq!(texts(&slack), ["direct", "@Ada asked", "below the bot's", "where the bot answered"]);
    assert_eq!(heard(&slack)[1].tags["mentionsBot"].as_deref(), Some("true"));
    let asked = slack.recorder().calls::<list_conversations::Request>();
    assert_eq!(asked.last().unwrap().tags.as_ref().unwrap()["isBotReplyThread"], "true");
}

#[tokio::test]
async fn somebody_who_was_never_seen_is_mentioned_by_name_where_the_name_stands() {
    let slack = connected();
    answers(&slack, "users.profile.get", |call| match call["user"].as_str() {
        Some("U9") => json!({ "profile": { "real_name": "C++ (Ops)" } }),
        _ => json!({ "profile": { "real_name": "Ada" } }),
    });
    let user = |id: &str| json!({ "type": "user", "user_id": id });
    let elements = json!([{ "type": "text", "text": "🦀 bold", "style": { "bold": true } }, { "type": "text", "text": " " }, user("U9")]);
    let blocks = json!([{ "type": "rich_text", "elements": [{ "type": "rich_text_section", "elements": elements }] }]);
    hear(&slack, &json!({ "channel": "C1", "ts": "1.1", "text": "*🦀 bold* <@U9>", "blocks": blocks })).await;
    let payload = heard(&slack)[0].payload.clone().unwrap();
    assert_eq!(payload["text"], "**🦀 bold** @C++ (Ops)");
    let mention = &payload["mentions"][0];
    assert_eq!((&mention["type"], &mention["user"]["name"]), (&json!("user"), &json!("C++ (Ops)")));
    let known = slack.recorder().calls::<get_or_create_user::Request>();
    assert_eq!(known.iter().filter(|user| user.tags["id"].as_deref() == Some("U9")).count(), 1);
    assert!(mention["user"]["id"].as_str().unwrap().starts_with("user_"), "Botpress' id: {mention}");
    let units: Vec<u16> = payload["text"].as_str().unwrap().encode_utf16().collect();
    let [start, end] = ["start", "end"].map(|key| mention[key].as_u64().unwrap() as usize);
    assert_eq!(String::from_utf16(&units[start..end]).unwrap(), "C++ (Ops)");
}

#[tokio::test]
async fn a_file_that_is_shared_with_a_mention_counts_as_one() {
    let slack = connected().configuration(json!({ "replyBehaviour": { "onlyOnBotMention": true } }));
    profile(&slack);
    file_contents(&slack);
    let shared = json!({
        "subtype": "file_share", "channel": "C1", "ts": "1.1", "text": format!("<@{BOT}> look"),
        "files": [file("F1", "image/png")],
    });
    hear(&slack, &shared).await;
    assert_eq!(heard(&slack)[0].tags["mentionsBot"].as_deref(), Some("true"));
}

#[tokio::test]
async fn direct_messages_can_be_left_out() {
    let slack = connected().configuration(json!({ "directMessages": false }));
    profile(&slack);
    hear(&slack, &json!({ "channel": "D1", "ts": "1.1", "text": "psst" })).await;
    hear(&slack, &json!({ "channel": "C1", "ts": "1.2", "text": "hello" })).await;
    assert_eq!(texts(&slack), ["hello"]);
}

#[tokio::test]
async fn other_bots_are_heard_when_that_is_wanted_and_the_bot_itself_never_is() {
    let other = json!({ "subtype": "bot_message", "user": null, "bot_id": "B2", "username": "Deploys", "channel": "C1", "ts": "1.1",
        "text": "done" });
    let own = [
        json!({ "user": BOT, "bot_id": "B1", "channel": "C1", "ts": "1.2", "text": "mine" }),
        json!({ "subtype": "bot_message", "user": null, "bot_id": "B1", "app_id": "A1", "channel": "C1", "ts": "1.3", "text": "mine" }),
        json!({ "bot_id": "B1", "bot_profile": { "app_id": "A1" }, "channel": "C1", "ts": "1.4", "text": "mine" }),
    ];
    let deaf = connected();
    hear(&deaf, &other).await;
    assert!(heard(&deaf).is_empty());

    let slack = connected().configuration(json!({ "otherBots": true }));
    hear(&slack, &other).await;
    for own in &own {
        hear(&slack, own).await;
    }
    assert_eq!(texts(&slack), ["done"]);
    let users = slack.recorder().calls::<get_or_create_user::Request>();
    assert_eq!((users[0].tags["id"].as_deref(), users[0].name.as_deref()), (Some("B2"), Some("Deploys")));
}

#[tokio::test]
async fn what_slack_itself_says_is_not_passed_on() {
    let slack = connected();
    for subtype in ["channel_join", "channel_topic", "brand_new"] {
        hear(&slack, &json!({ "subtype": subtype, "channel": "C1", "ts": "1.1", "text": "x" })).await;
    }
    hear(&slack, &json!({ "channel": "C1", "ts": "1.2", "text": "" })).await;
    hear(&slack, &json!({ "user": null, "channel": "C1", "ts": "1.3", "text": "by nobody" })).await;
    assert!(heard(&slack).is_empty());
}

#[tokio::test]
async fn somebody_is_introduced_once_with_name_and_picture() {
    let slack = connected();
    profile(&slack);
    hear(&slack, &json!({ "channel": "C1", "ts": "1.1", "text": "hi" })).await;
    let known = slack.recorder().calls::<get_or_create_user::Request>();
    assert_eq!(known[0].discriminate_by_tags, Some(vec!["id".to_owned()]));
    let introduced = serde_json::to_value(&slack.recorder().calls::<update_user::Request>()[0]).unwrap();
    assert_eq!((&introduced["name"], &introduced["pictureUrl"]), (&json!("Ada"), &json!("https://a.test/192.png")));

    slack.recorder().answer_api(|_: get_or_create_user::Request| {
        Ok(serde_json::from_value(json!({ "user": { "id": "user_9", "name": "Ada" }, "meta": { "created": false } }))
            .unwrap())
    });
    hear(&slack, &json!({ "channel": "C1", "ts": "1.2", "text": "again" })).await;
    assert_eq!(calls(&slack, "users.profile.get").len(), 1);
}

#[tokio::test]
async fn somebody_whose_profile_cannot_be_read_is_heard_all_the_same() {
    let slack = connected();
    answer(&slack, "users.profile.get", json!({ "error": "missing_scope", "needed": "users.profile:read" }));
    hear(&slack, &json!({ "channel": "C1", "ts": "1.1", "text": "hi" })).await;
    assert_eq!(texts(&slack), ["hi"]);
    let warning = &slack.recorder().log_lines(LogLevel::Warn)[0];
    assert!(warning.contains("add the scope users.profile:read"), "{warning}");
}

#[tokio::test]
async fn files_of_every_type_are_copied_to_botpress_with_the_token() {
    let slack = connected();
    profile(&slack);
    file_contents(&slack);
    let types = ["image/png", "audio/mpeg", "video/mp4", "application/pdf", "application/zip", "text/plain"];
    let files: Vec<_> = types.iter().enumerate().map(|(number, kind)| file(&format!("F{number}"), kind)).collect();
    hear(
        &slack,
        &json!({ "subtype": "file_share", "channel": "C1", "ts": "1.1", "text": "all of them", "files": files }),
    )
    .await;

    let message = &heard(&slack)[0];
    assert_eq!(message.kind, "bloc");
    let items = message.payload.as_ref().unwrap()["items"].as_array().unwrap().clone();
    let kinds: Vec<_> = items.iter().map(|item| item["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["text", "image", "audio", "video", "file", "file", "file"]);
    assert_eq!(items[4]["payload"], json!({ "fileUrl": "https://files.test/F3", "title": "report" }));
    let uploads = slack.recorder().calls::<upsert_file::Request>();
    assert_eq!(uploads[3].content_type.as_deref(), Some("application/pdf"));
    assert_eq!(uploads[3].size, 7);
    let sent = slack.recorder().requests();
    let download = sent.iter().find(|request| request.url.starts_with("https://files.slack.com/")).unwrap();
    assert_eq!(download.headers["authorization"], "Bearer xoxe.xoxb-test");
}

#[tokio::test]
async fn one_file_without_text_is_a_message_of_its_type() {
    let slack = connected();
    profile(&slack);
    file_contents(&slack);
    hear(&slack, &json!({ "subtype": "file_share", "channel": "D1", "ts": "1.1", "files": [file("F1", "image/png")] }))
        .await;
    let message = &heard(&slack)[0];
    assert_eq!(message.kind, "image");
    assert_eq!(message.payload, Some(json!({ "imageUrl": "https://files.test/F1", "title": "report" })));
}

#[tokio::test]
async fn a_file_of_which_slack_tells_only_the_id_is_asked_for() {
    let slack = connected();
    profile(&slack);
    file_contents(&slack);
    answer(&slack, "files.info", json!({ "file": file("F1", "application/pdf") }));
    let stub = json!({ "id": "F1", "file_access": "check_file_info" });
    hear(&slack, &json!({ "subtype": "file_share", "channel": "C1", "ts": "1.1", "files": [stub] })).await;
    assert_eq!(heard(&slack)[0].kind, "file");
}

#[tokio::test]
async fn a_file_that_cannot_be_copied_is_a_link_and_one_elsewhere_gets_no_token() {
    let slack = connected();
    profile(&slack);
    slack.recorder().answer_http(Method::GET, "https://files.slack.com/", |_| {
        Response::builder().status(403).body("no".into()).unwrap()
    });
    hear(&slack, &json!({ "subtype": "file_share", "channel": "C1", "ts": "1.1", "files": [file("F1", "image/png")] }))
        .await;
    assert_eq!(texts(&slack), ["[report](https://acme.slack.com/files/F1)"]);
    assert!(slack.recorder().log_lines(LogLevel::Warn)[0].contains("the file F1 is only a link"));

    let mut elsewhere = file("F2", "application/pdf");
    elsewhere["is_external"] = json!(true);
    elsewhere["url_private"] = json!("https://drive.test/f2");
    elsewhere["url_private_download"] = Value::Null;
    let mut lying = file("F3", "application/pdf");
    lying["url_private_download"] = json!("https://slack.com.evil.test/f3");
    let shared = json!({ "subtype": "file_share", "channel": "C1", "ts": "1.2", "files": [elsewhere, lying] });
    hear(&slack, &shared).await;
    let items = &heard(&slack)[1].payload.clone().unwrap()["items"];
    assert_eq!(items[0]["payload"]["fileUrl"], "https://drive.test/f2");
    let urls: Vec<_> = slack.recorder().requests().into_iter().map(|request| request.url).collect();
    assert!(!urls.iter().any(|url| url.contains("evil") || url.contains("drive")), "{urls:?}");
}

#[tokio::test]
async fn a_file_that_is_gone_is_not_mentioned() {
    let slack = connected();
    profile(&slack);
    let gone = json!({ "id": "F1", "mode": "tombstone" });
    hear(&slack, &json!({ "channel": "C1", "ts": "1.1", "text": "it was here", "files": [gone] })).await;
    assert_eq!(texts(&slack), ["it was here"]);
}

#[tokio::test]
async fn a_message_that_is_changed_is_changed_in_botpress_and_told() {
    let slack = connected();
    known_message(&slack, "1.1");
    let change = json!({
        "subtype": "message_changed", "channel": "C1", "ts": "1.2",
        "message": { "user": "U1", "ts": "1.1", "text": "new", "edited": { "user": "U1" } },
        "previous_message": { "user": "U1", "ts": "1.1", "text": "old" },
    });
    hear(&slack, &change).await;
    let update = &slack.recorder().calls::<update_message::Request>()[0];
    assert_eq!(update.payload, Some(json!({ "text": "new" })));
    let told = &slack.recorder().calls::<create_event::Request>()[0];
    assert_eq!(told.kind, "messageChanged");
    assert_eq!(
        told.payload,
        json!({
            "text": "new", "messageId": "msg_7", "conversationId": "conv_7", "userId": "user_7", "slackChannelId": "C1", "ts": "1.1",
        })
    );
    assert_eq!(told.message_id.as_ref().map(botpress_sdk::api::id::MessageId::as_str), Some("msg_7"));
}

#[tokio::test]
async fn a_link_that_slack_has_looked_at_is_no_change() {
    let slack = connected();
    known_message(&slack, "1.1");
    let same = json!({ "user": "U1", "ts": "1.1", "text": "https://a.test" });
    let unfurled = json!({ "subtype": "message_changed", "channel": "C1", "ts": "1.2", "message": same, "previous_message": same });
    hear(&slack, &unfurled).await;
    let own = json!({ "user": BOT, "ts": "1.1", "text": "the bot's", "edited": {} });
    hear(&slack, &json!({ "subtype": "message_changed", "channel": "C1", "ts": "1.3", "message": own })).await;
    assert!(slack.recorder().calls::<create_event::Request>().is_empty());
}

#[tokio::test]
async fn a_message_that_is_deleted_is_told_and_kept() {
    let slack = connected();
    known_message(&slack, "1.1");
    hear(&slack, &json!({ "subtype": "message_deleted", "channel": "C1", "ts": "1.2", "deleted_ts": "1.1" })).await;
    let tombstone = json!({ "subtype": "tombstone", "ts": "1.1", "text": "This message was deleted." });
    hear(&slack, &json!({ "subtype": "message_changed", "channel": "C1", "ts": "1.3", "message": tombstone })).await;
    let told = slack.recorder().calls::<create_event::Request>();
    assert_eq!(told.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(), ["messageDeleted", "messageDeleted"]);
    assert_eq!(told[0].payload["messageId"], "msg_7");
}

#[tokio::test]
async fn the_same_post_under_two_events_is_one_message() {
    let slack = connected();
    profile(&slack);
    let text = format!("<@{BOT}> hi");
    hear(&slack, &json!({ "channel": "C1", "ts": "1.1", "text": text })).await;
    hear(&slack, &json!({ "type": "app_mention", "channel": "C1", "ts": "1.1", "text": text })).await;
    let heard = heard(&slack);
    assert_eq!(heard[0].discriminate_by_tags, heard[1].discriminate_by_tags);
    assert_eq!(heard[0].discriminate_by_tags.as_deref().unwrap()[..2], ["ts", "channelId"]);
    assert_eq!(heard[0].tags, heard[1].tags);
}

/// Hands a message of Ada's to the integration and waits until it is worked through.
async fn hear(slack: &Harness, message: &Value) {
    let mut event = json!({ "type": "message", "user": "U1" });
    event.as_object_mut().unwrap().extend(message.as_object().unwrap().clone());
    let id = format!("Ev{}{}", event["ts"].as_str().unwrap_or_default(), event["type"].as_str().unwrap_or_default());
    slack.webhook(event_with_id(&id, &event)).await;
    slack.recorder().finish_background().await;
    let answer = slack.webhook(event_with_id(&id, &event)).await;
    assert_eq!(answer.status, StatusCode::OK, "it is done: {answer:?}");
}

fn profile(slack: &Harness) {
    answer(
        slack,
        "users.profile.get",
        json!({ "profile": { "real_name": "Ada", "image_192": "https://a.test/192.png" } }),
    );
}

fn heard(slack: &Harness) -> Vec<get_or_create_message::Request> {
    slack.recorder().calls()
}

fn texts(slack: &Harness) -> Vec<String> {
    let text = |message: get_or_create_message::Request| Some(message.payload?["text"].as_str()?.to_owned());
    heard(slack).into_iter().filter_map(text).collect()
}

/// Channel, tags and what tells them apart, of each conversation that was asked for.
fn conversations(slack: &Harness) -> Vec<Value> {
    let asked = slack.recorder().calls::<get_or_create_conversation::Request>();
    asked.iter().map(|asked| json!([asked.channel, asked.tags, asked.discriminate_by_tags])).collect()
}

fn in_threads_of_the_bot(slack: &Harness) {
    slack.recorder().answer_api(|_: list_conversations::Request| {
        let found = json!({ "conversations": [{ "id": "conv_9", "channel": "thread" }], "meta": {} });
        Ok(serde_json::from_value(found).unwrap())
    });
}

/// A file of the type `kind`, called "report".
fn file(id: &str, kind: &str) -> Value {
    json!({
        "id": id, "name": "report.bin", "title": "report", "mimetype": kind, "mode": "hosted", "size": 7,
        "url_private": format!("https://files.slack.com/{id}"),
        "url_private_download": format!("https://files.slack.com/download/{id}"),
        "permalink": format!("https://acme.slack.com/files/{id}"),
    })
}

/// Slack gives out contents, and Botpress takes them.
fn file_contents(slack: &Harness) {
    slack.recorder().answer_http(Method::GET, "https://files.slack.com/", |_| Response::new("content".into()));
    slack.recorder().answer_http(Method::PUT, "https://upload.test/", |_| Response::new("".into()));
    slack.recorder().answer_api(|request: upsert_file::Request| {
        let id = request.key.split('/').nth(1).unwrap().to_owned();
        let file = json!({
            "id": id, "key": request.key, "url": format!("https://files.test/{id}"), "contentType": request.content_type,
            "uploadUrl": format!("https://upload.test/{id}"),
        });
        Ok(serde_json::from_value(json!({ "file": file })).unwrap())
    });
}

/// Botpress has a message of Ada's with this timestamp.
fn known_message(slack: &Harness, ts: &'static str) {
    slack.recorder().answer_api(move |request: list_messages::Request| {
        let known = json!({ "id": "msg_7", "type": "text", "payload": { "text": "old" }, "conversationId": "conv_7", "userId": "user_7" });
        let known = if request.tags.is_some_and(|tags| tags["ts"] == ts) { vec![known] } else { vec![] };
        Ok(serde_json::from_value(json!({ "messages": known, "meta": {} })).unwrap())
    });
}
