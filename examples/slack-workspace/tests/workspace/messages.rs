use std::time::Duration;

use serde_json::{Value, json};
use slack_workspace::{Channel, Happening, ManualClock, Refusal};

use crate::support::{ADA, Api, App, BOT, GENERAL, GRACE, people, soon, workspace};

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn the_app_posts_with_forms_and_json() {
    let workspace = workspace().await;
    let api = Api::of(&workspace);
    let form = "channel=C1GENERAL&text=hi+%26amp%3B+bye&thread_ts=1.2".to_owned();
    let posted = api.send("chat.postMessage", FORM, form).await.unwrap().json();
    assert_eq!((&posted["ok"], &posted["channel"]), (&json!(true), &json!(GENERAL)));
    let message = workspace.messages(GENERAL).pop().unwrap();
    assert_eq!(message.displayed(), "hi & bye");
    assert_eq!(posted["ts"], message.ts);
    assert_eq!((message.thread_ts.as_deref(), message.bot_id.as_deref()), (Some("1.2"), Some("B0BOT")));

    let posted = api.post("#general", "by name").await;
    assert_eq!((&posted["channel"], &posted["message"]["user"]), (&json!(GENERAL), &json!(BOT)));
    let posted = api.post(ADA, "by user").await;
    assert_eq!(posted["channel"], "D1ADA");
}

#[tokio::test]
async fn a_message_under_another_name_has_no_user_and_needs_a_scope() {
    let workspace = workspace().await;
    let named = json!({ "channel": GENERAL, "text": "hi", "username": "Otto", "icon_url": "https://a.test/o.png" });
    let posted = Api::of(&workspace).call("chat.postMessage", named.clone()).await;
    let message = &posted["message"];
    assert_eq!((&message["username"], &message["subtype"]), (&json!("Otto"), &json!("bot_message")));
    assert_eq!((&message["user"], &message["bot_id"]), (&Value::Null, &json!("B0BOT")));

    let workspace = people().scopes(["chat:write"]).start().await.unwrap();
    let refused = Api::of(&workspace).call("chat.postMessage", named).await;
    assert_eq!((&refused["error"], &refused["needed"]), (&json!("missing_scope"), &json!("chat:write.customize")));
}

#[tokio::test]
async fn a_broken_block_is_named_with_its_place() {
    let workspace = workspace().await;
    let api = Api::of(&workspace);
    let text = json!({ "type": "mrkdwn", "text": "a".repeat(3001) });
    let blocks = json!([{ "type": "divider" }, { "type": "section", "text": text }]);
    let refused = api.call("chat.postMessage", json!({ "channel": GENERAL, "blocks": blocks })).await;
    assert_eq!(refused["error"], "invalid_blocks");
    let fault = "must be less than 3001 characters [json-pointer:/blocks/1/text/text]";
    assert_eq!(refused["errors"], json!([fault]));
    assert_eq!(refused["response_metadata"]["messages"], json!([format!("[ERROR] {fault}")]));

    let image = json!({ "type": "image", "image_url": "https://example.com/a.png" });
    let call = |blocks: Value| api.call("chat.postMessage", json!({ "channel": GENERAL, "blocks": blocks }));
    assert_eq!(call(json!([image])).await["error"], "invalid_blocks");
    assert_eq!(call(json!("not blocks")).await["error"], "invalid_blocks_format");
    assert_eq!(call(json!([])).await["error"], "no_text");
    let section = json!({ "type": "section", "text": { "type": "mrkdwn", "text": "a".repeat(3000) } });
    assert_eq!(call(json!(vec![section; 5])).await["error"], "msg_blocks_too_long");
    let image = json!({ "type": "image", "image_url": "https://example.com/a.png", "alt_text": "a cat" });
    assert_eq!(call(json!([image])).await["ok"], true);
    assert_eq!(workspace.messages(GENERAL).len(), 1, "what is refused is not posted");
}

#[tokio::test]
async fn blocks_and_buttons_get_the_ids_they_lack() {
    let workspace = workspace().await;
    let button = json!({ "type": "button", "text": { "type": "plain_text", "text": "Docs" }, "url": "https://a.test" });
    let blocks = json!([{ "type": "actions", "elements": [button] }]);
    let posted = Api::of(&workspace).call("chat.postMessage", json!({ "channel": GENERAL, "blocks": blocks })).await;
    let block = &posted["message"]["blocks"][0];
    assert!(!block["block_id"].as_str().unwrap().is_empty());
    assert!(!block["elements"][0]["action_id"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn a_text_is_cut_at_40_000_characters_with_a_warning() {
    let workspace = workspace().await;
    let posted = Api::of(&workspace).post(GENERAL, &"ä".repeat(40_001)).await;
    assert_eq!(posted["warning"], "message_truncated");
    assert_eq!(posted["response_metadata"]["warnings"], json!(["message_truncated"]));
    assert_eq!(workspace.messages(GENERAL)[0].text.chars().count(), 40_000);
}

#[tokio::test]
async fn markdown_stands_alone_and_has_a_limit() {
    let workspace = workspace().await;
    let api = Api::of(&workspace);
    let call = |more: Value| {
        let mut arguments = json!({ "channel": GENERAL, "markdown_text": "**bold**" });
        for (name, value) in more.as_object().unwrap() {
            arguments[name] = value.clone();
        }
        api.call("chat.postMessage", arguments)
    };
    assert_eq!(call(json!({ "text": "bold" })).await["error"], "markdown_text_conflict");
    assert_eq!(call(json!({ "blocks": [] })).await["error"], "markdown_text_conflict");
    assert_eq!(call(json!({ "markdown_text": "a".repeat(12_001) })).await["error"], "msg_too_long");
    assert_eq!(call(json!({})).await["ok"], true);
    assert_eq!(workspace.messages(GENERAL)[0].blocks[0]["type"], "markdown");
}

#[tokio::test]
async fn an_app_writes_where_it_may() {
    let channels = [
        Channel::public("C2TEAM", "team").members([ADA]),
        Channel::private("G1SECRET", "secret").members([ADA]),
        Channel::public("C3OLD", "old").archived(),
    ];
    let builder = channels.into_iter().fold(people(), slack_workspace::Builder::conversation);
    let workspace = builder.scopes(["chat:write"]).start().await.unwrap();
    let api = Api::of(&workspace);
    let error = |channel: &'static str| {
        let call = api.call("chat.postMessage", json!({ "channel": channel, "text": "hi" }));
        async move { call.await["error"].clone() }
    };
    assert_eq!(error("C2TEAM").await, "not_in_channel");
    assert_eq!(error("G1SECRET").await, "channel_not_found");
    assert_eq!(error("C3OLD").await, "is_archived");
    assert_eq!(error("C9").await, "channel_not_found");

    let everywhere = people().conversation(Channel::public("C2TEAM", "team").members([ADA])).start().await.unwrap();
    Api::of(&everywhere).post("C2TEAM", "with chat:write.public").await;

    let closed = people().without_messages_tab().start().await.unwrap();
    let refused = Api::of(&closed).call("chat.postMessage", json!({ "channel": ADA, "text": "hi" })).await;
    assert_eq!(refused["error"], "messages_tab_disabled");
}

#[tokio::test]
async fn an_app_changes_and_deletes_what_it_wrote_itself() {
    let workspace = workspace().await;
    let app = App::hearing(&workspace).await;
    let api = Api::of(&workspace);
    let posted = api.post(GENERAL, "one").await;
    let own = json!({ "channel": GENERAL, "ts": posted["ts"] });
    let with = |text: &str| json!({ "channel": GENERAL, "ts": posted["ts"], "text": text });
    let updated = api.call("chat.update", with("two")).await;
    assert_eq!((&updated["ok"], &updated["text"], &updated["ts"]), (&json!(true), &json!("two"), &posted["ts"]));
    assert_eq!(app.message("message_changed").await["previous_message"]["text"], "one");
    assert_eq!(api.call("chat.update", own.clone()).await["error"], "no_text");
    assert_eq!(api.call("chat.update", with(&"a".repeat(4001))).await["error"], "msg_too_long");

    let others = workspace.say(ADA, GENERAL, "mine").unwrap();
    let others = json!({ "channel": GENERAL, "ts": others.ts, "text": "yours" });
    assert_eq!(api.call("chat.update", others.clone()).await["error"], "cant_update_message");
    assert_eq!(api.call("chat.delete", others).await["error"], "cant_delete_message");
    assert_eq!(api.call("chat.delete", own.clone()).await["ok"], true);
    assert_eq!(api.call("chat.delete", own).await["error"], "message_not_found");
    assert_eq!(app.message("message_deleted").await["previous_message"]["text"], "two");
}

#[tokio::test]
async fn what_only_one_person_sees_is_no_event() {
    let workspace = workspace().await;
    let mut happenings = workspace.happenings();
    let api = Api::of(&workspace);
    let whisper = json!({ "channel": GENERAL, "user": ADA, "text": "psst" });
    let posted = api.call("chat.postEphemeral", whisper).await;
    let seen = workspace.ephemerals(GENERAL, ADA);
    assert_eq!((seen.len(), &posted["message_ts"]), (1, &json!(seen[0].ts)));
    assert!(workspace.ephemerals(GENERAL, GRACE).is_empty());
    assert!(workspace.messages(GENERAL).is_empty());
    assert_eq!(happenings.next().await, Happening::EphemeralPosted(seen[0].clone()));
    let whisper = json!({ "channel": GENERAL, "user": "U9", "text": "psst" });
    assert_eq!(api.call("chat.postEphemeral", whisper).await["error"], "user_not_found");
}

#[tokio::test]
async fn a_stream_is_written_piece_by_piece() {
    let workspace = workspace().await;
    let app = App::hearing(&workspace).await;
    let api = Api::of(&workspace);
    let direct = workspace.direct_message(ADA).unwrap();
    let root = workspace.say(ADA, &direct, "tell me").unwrap();
    let start = json!({ "channel": direct, "thread_ts": root.ts, "markdown_text": "Once " });
    let started = api.call("chat.startStream", start).await;
    let at = json!({ "channel": direct, "ts": started["ts"] });
    let ts = started["ts"].as_str().unwrap();
    assert!(workspace.message(&direct, ts).unwrap().is_streaming);

    let task = |status: &str| json!({ "type": "task_update", "id": "1", "title": "Search", "status": status });
    for chunks in [json!([task("in_progress")]), json!([task("complete"), { "type": "markdown_text", "text": "upon" }])]
    {
        let mut append = at.clone();
        append["chunks"] = chunks;
        assert_eq!(api.call("chat.appendStream", append).await["ok"], true);
    }
    let mut stop = at.clone();
    stop["markdown_text"] = " a time".into();
    let stopped = api.call("chat.stopStream", stop.clone()).await;
    assert_eq!(stopped["message"]["text"], "Once upon a time");
    let message = workspace.message(&direct, ts).unwrap();
    assert_eq!(
        (message.is_streaming, message.tasks.len(), &message.tasks[0]["status"]),
        (false, 1, &json!("complete"))
    );
    assert_eq!(app.message("message_changed").await["message"]["text"], "Once upon a time");
    assert_eq!(api.call("chat.appendStream", stop).await["error"], "message_not_in_streaming_state");
}

#[tokio::test]
async fn a_stream_in_a_channel_needs_its_reader() {
    let workspace = workspace().await;
    let api = Api::of(&workspace);
    let root = workspace.say(ADA, GENERAL, "tell me").unwrap();
    let mut start = json!({ "channel": GENERAL, "thread_ts": root.ts });
    assert_eq!(api.call("chat.startStream", start.clone()).await["error"], "missing_recipient_team_id");
    start["recipient_team_id"] = "T0WORKSPACE".into();
    assert_eq!(api.call("chat.startStream", start.clone()).await["error"], "missing_recipient_user_id");
    start["recipient_user_id"] = ADA.into();
    let started = api.call("chat.startStream", start).await;
    assert_eq!(started["ok"], true);
    let others = json!({ "channel": GENERAL, "ts": root.ts, "markdown_text": "a" });
    assert_eq!(api.call("chat.appendStream", others).await["error"], "message_not_owned_by_app");
}

#[tokio::test]
async fn a_stream_can_only_be_added_to_until_it_is_stopped_or_five_minutes_old() {
    let clock = ManualClock::now();
    let workspace = people().clock(clock.clone()).start().await.unwrap();
    let api = Api::of(&workspace);
    let direct = workspace.direct_message(ADA).unwrap();
    let root = workspace.say(ADA, &direct, "tell me").unwrap();
    let start = json!({ "channel": direct, "thread_ts": root.ts, "markdown_text": "Once" });
    let started = api.call("chat.startStream", start).await;
    let with = |name: &str, value: Value| {
        let mut arguments = json!({ "channel": direct, "ts": started["ts"] });
        arguments[name] = value;
        arguments
    };
    let update = with("text", "twice".into());
    assert_eq!(api.call("chat.update", update.clone()).await["error"], "streaming_state_conflict");
    assert_eq!(api.call("chat.delete", with("text", "".into())).await["error"], "cant_delete_message");

    clock.advance(Duration::from_secs(300));
    for method in ["chat.appendStream", "chat.stopStream"] {
        let late = api.call(method, with("markdown_text", " upon".into())).await;
        assert_eq!(late["error"], "message_not_in_streaming_state", "{method}");
    }
    assert_eq!(api.call("chat.update", update).await["text"], "twice");
    assert!(!workspace.message(&direct, started["ts"].as_str().unwrap()).unwrap().is_streaming);
}

#[tokio::test]
async fn what_an_app_attaches_stays_with_its_message_until_it_attaches_something_else() {
    let workspace = workspace().await;
    let api = Api::of(&workspace);
    let attached = |id: u64| json!({ "event_type": "note", "event_payload": { "id": id } });
    let root = workspace.say(ADA, GENERAL, "tell me").unwrap();
    let reader = ("T0WORKSPACE", ADA);
    let start = json!({
        "channel": GENERAL, "thread_ts": root.ts, "recipient_team_id": reader.0, "recipient_user_id": reader.1,
    });
    let started = api.call("chat.startStream", start).await;
    let ts = started["ts"].as_str().unwrap();
    let stop = json!({ "channel": GENERAL, "ts": ts, "markdown_text": "so", "metadata": attached(1) });
    assert_eq!(api.call("chat.stopStream", stop).await["ok"], true);
    assert_eq!(workspace.message(GENERAL, ts).unwrap().metadata, Some(attached(1)));
    for (update, kept) in [(json!({ "text": "a" }), 1), (json!({ "text": "b", "metadata": attached(2) }), 2)] {
        let mut update = update;
        update["channel"] = GENERAL.into();
        update["ts"] = ts.into();
        assert_eq!(api.call("chat.update", update).await["ok"], true);
        assert_eq!(workspace.message(GENERAL, ts).unwrap().metadata, Some(attached(kept)));
    }
}

#[tokio::test]
async fn an_app_reacts_and_takes_it_back() {
    let workspace = workspace().await;
    let api = Api::of(&workspace);
    let message = workspace.say(ADA, GENERAL, "hi").unwrap();
    let eyes = json!({ "channel": GENERAL, "timestamp": message.ts, "name": "eyes" });
    assert_eq!(api.call("reactions.add", eyes.clone()).await, json!({ "ok": true }));
    assert_eq!(api.call("reactions.add", eyes.clone()).await, json!({ "ok": false, "error": "already_reacted" }));
    let got = api.form("reactions.get", &[("channel", GENERAL), ("timestamp", &message.ts)]).await;
    assert_eq!(got["message"]["reactions"], json!([{ "name": "eyes", "users": [BOT], "count": 1 }]));
    assert_eq!(api.call("reactions.remove", eyes.clone()).await, json!({ "ok": true }));
    assert_eq!(api.call("reactions.remove", eyes).await["error"], "no_reaction");
    assert!(workspace.messages(GENERAL)[0].reactions.is_empty());
}

#[tokio::test]
async fn calls_are_recorded_with_their_arguments_and_without_secrets() {
    let workspace = workspace().await;
    let api = Api::of(&workspace);
    let mut happenings = workspace.all_happenings();
    api.post(GENERAL, "one").await;
    api.call("auth.test", json!({ "token": "xoxb-other" })).await;
    assert_eq!(workspace.calls("chat.postMessage"), [json!({ "channel": GENERAL, "text": "one" })]);
    assert_eq!(workspace.calls("auth.test"), [json!({})]);
    let failed = happenings.find(|happening| match happening {
        Happening::ApiCalled { method, error, .. } if method == "auth.test" => Some(error),
        _ => None,
    });
    assert_eq!(soon(failed).await, None, "the header counts, not the argument");
}

#[tokio::test]
async fn people_write_only_where_they_are() {
    let team = Channel::public("C2TEAM", "team").members([ADA]);
    let secret = Channel::private("G1SECRET", "secret").members([ADA]);
    let workspace = people().conversation(team).conversation(secret).start().await.unwrap();
    assert_eq!(workspace.say(GRACE, "C2TEAM", "hi"), Err(Refusal::NotInChannel));
    assert_eq!(workspace.say(GRACE, "G1SECRET", "hi"), Err(Refusal::ChannelNotFound));
    assert!(workspace.say(ADA, "G1SECRET", "hi").is_ok());
}

#[tokio::test]
async fn what_an_app_attaches_for_itself_is_given_back_to_who_asks_for_it() {
    let workspace = workspace().await;
    let api = Api::of(&workspace);
    let metadata = json!({ "event_type": "answer", "event_payload": { "id": "42" } });
    let post = json!({ "channel": GENERAL, "text": "hi", "metadata": metadata });
    assert_eq!(api.call("chat.postMessage", post).await["message"]["metadata"], metadata);
    let with = api.form("conversations.history", &[("channel", GENERAL), ("include_all_metadata", "true")]).await;
    assert_eq!(with["messages"][0]["metadata"], metadata);
    let without = api.form("conversations.history", &[("channel", GENERAL)]).await;
    assert_eq!(without["messages"][0]["metadata"], Value::Null);
    let wrong = json!({ "channel": GENERAL, "text": "hi", "metadata": { "event_type": "answer" } });
    assert_eq!(api.call("chat.postMessage", wrong).await["error"], "invalid_metadata_format");
}
