use serde_json::{Value, json};
use slack_workspace::{Channel, Refusal, Subtype, Tab, Upload, User};

use crate::support::{ADA, Api, App, BOT, GENERAL, GRACE, people, soon, workspace, workspace_with_app};

#[tokio::test]
async fn what_people_type_comes_with_rich_text_in_which_mentions_are_elements() {
    let (workspace, app) = workspace_with_app().await;
    workspace.say(ADA, GENERAL, "hi <@U2GRACE>, see https://a.test/?x=1&y=2").unwrap();
    let event = app.event("message").await;
    assert_eq!(event["text"], "hi <@U2GRACE>, see <https://a.test/?x=1&amp;y=2>");
    assert_eq!(event["blocks"][0]["type"], "rich_text");
    assert_eq!(event["blocks"][0]["elements"][0]["elements"][1], json!({ "type": "user", "user_id": GRACE }));
    assert_eq!(event["blocks"][0]["elements"][0]["elements"][3]["url"], "https://a.test/?x=1&y=2");
    assert!(event["client_msg_id"].is_string());
}

#[tokio::test]
async fn a_mention_of_the_app_is_heard_twice_under_different_ids() {
    let (workspace, app) = workspace_with_app().await;
    workspace.say(ADA, GENERAL, "<@U0BOT> hello").unwrap();
    let mention = app.event("app_mention").await;
    let message = app.event("message").await;
    assert_eq!((&mention["ts"], &mention["text"]), (&message["ts"], &message["text"]));
    let ids: Vec<_> = app.received().iter().map(|received| received.json()["event_id"].clone()).collect();
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn a_mention_in_a_direct_message_is_heard_once() {
    let (workspace, app) = workspace_with_app().await;
    let direct = workspace.direct_message(ADA).unwrap();
    workspace.say(ADA, &direct, "<@U0BOT> hello").unwrap();
    let later = workspace.say(ADA, &direct, "later").unwrap();
    app.find(|received| received.json()["event"]["ts"] == *later.ts).await;
    let kinds: Vec<_> = app.received().iter().map(|received| received.json()["event"]["type"].clone()).collect();
    assert_eq!(kinds, ["message", "message"]);
    assert_eq!(app.event("message").await["channel_type"], "im");
}

#[tokio::test]
async fn replies_name_their_thread_and_broadcasts_its_beginning() {
    let (workspace, app) = workspace_with_app().await;
    let root = workspace.say(ADA, GENERAL, "root").unwrap();
    workspace.reply_and_broadcast(GRACE, &root, "for all").unwrap();
    let event = app.message("thread_broadcast").await;
    assert_eq!((&event["thread_ts"], &event["root"]["ts"]), (&json!(root.ts), &json!(root.ts)));

    workspace.reply_in_thread(GRACE, &root, "for the thread").unwrap();
    let reply = app.find(|received| received.json()["event"]["text"] == "for the thread").await.json();
    assert_eq!((&reply["event"]["thread_ts"], &reply["event"]["parent_user_id"]), (&json!(root.ts), &json!(ADA)));
    assert_eq!(reply["event"]["subtype"], Value::Null);
}

#[tokio::test]
async fn messages_have_the_subtypes_that_slack_gives_them() {
    let (workspace, app) = workspace_with_app().await;
    workspace.say_doing(ADA, GENERAL, "waves").unwrap();
    assert_eq!(app.message("me_message").await["text"], "waves");

    workspace.say_as_bot("B9DEPLOYS", "Deploys", GENERAL, "deployed").unwrap();
    let bot = app.message("bot_message").await;
    assert_eq!(
        (&bot["bot_id"], &bot["username"], &bot["user"]),
        (&json!("B9DEPLOYS"), &json!("Deploys"), &Value::Null)
    );

    let shared = workspace.share(ADA, GENERAL, [Upload::new("a.pdf", "%PDF")], "read this").unwrap();
    assert_eq!(shared.subtype, Some(Subtype::FileShare));
    let shared = app.message("file_share").await;
    assert_eq!((&shared["text"], &shared["files"][0]["mimetype"]), (&json!("read this"), &json!("application/pdf")));
    assert_eq!(app.event("file_shared").await["file_id"], shared["files"][0]["id"]);
}

#[tokio::test]
async fn an_edit_tells_what_was_before_and_a_preview_is_no_edit() {
    let (workspace, app) = workspace_with_app().await;
    let message = workspace.say(ADA, GENERAL, "helo").unwrap();
    assert_eq!(workspace.edit(GRACE, &message, "no"), Err(Refusal::CannotUpdateMessage));
    workspace.edit(ADA, &message, "hello").unwrap();
    let event = app.message("message_changed").await;
    assert_eq!((&event["message"]["text"], &event["previous_message"]["text"]), (&json!("hello"), &json!("helo")));
    assert_eq!((&event["message"]["ts"], &event["message"]["edited"]["user"]), (&json!(message.ts), &json!(ADA)));
    assert_eq!((&event["hidden"], &event["channel"]), (&json!(true), &json!(GENERAL)));
    assert_ne!(event["ts"], json!(message.ts));

    let link = workspace.say(ADA, GENERAL, "https://a.test").unwrap();
    workspace.unfurl(&link, "https://a.test", "A").unwrap();
    let is_it = |event: &Value| event["subtype"] == "message_changed" && event["message"]["ts"] == *link.ts;
    let event = app.find(|received| is_it(&received.json()["event"])).await.json()["event"].clone();
    assert_eq!(event["message"]["edited"], Value::Null);
    assert_eq!(event["message"]["attachments"][0]["title"], "A");
}

#[tokio::test]
async fn a_deletion_tells_what_is_gone_and_leaves_a_tombstone_over_replies() {
    let (workspace, app) = workspace_with_app().await;
    let message = workspace.say(ADA, GENERAL, "oops").unwrap();
    assert_eq!(workspace.delete(GRACE, &message), Err(Refusal::CannotDeleteMessage));
    workspace.delete(ADA, &message).unwrap();
    let event = app.message("message_deleted").await;
    assert_eq!((&event["deleted_ts"], &event["previous_message"]["text"]), (&json!(message.ts), &json!("oops")));
    assert!(workspace.message(GENERAL, &message.ts).is_none());

    let root = workspace.say(ADA, GENERAL, "root").unwrap();
    workspace.reply_in_thread(ADA, &root, "reply").unwrap();
    workspace.delete(ADA, &root).unwrap();
    assert_eq!(app.message("message_changed").await["message"]["subtype"], "tombstone");
}

#[tokio::test]
async fn reactions_name_the_message_and_reactions_to_files_no_channel() {
    let (workspace, app) = workspace_with_app().await;
    let message = workspace.say(ADA, GENERAL, "hello").unwrap();
    workspace.react(GRACE, &message, "wave").unwrap();
    workspace.unreact(GRACE, &message, "wave").unwrap();
    for kind in ["reaction_added", "reaction_removed"] {
        let event = app.event(kind).await;
        assert_eq!(
            (&event["user"], &event["reaction"], &event["item_user"]),
            (&json!(GRACE), &json!("wave"), &json!(ADA))
        );
        assert_eq!(event["item"], json!({ "type": "message", "channel": GENERAL, "ts": message.ts }));
    }
    let shared = workspace.share(ADA, GENERAL, [Upload::new("a.txt", "a")], "").unwrap();
    workspace.react_to_file(GRACE, &shared.files[0], "eyes").unwrap();
    let is_it = |event: &Value| event["item"]["type"] == "file";
    let event = app.find(|received| is_it(&received.json()["event"])).await.json()["event"].clone();
    assert_eq!(event["item"], json!({ "type": "file", "file": shared.files[0] }));
}

#[tokio::test]
async fn coming_and_going_is_told_of_the_app_as_well() {
    let team = Channel::public("C2TEAM", "team").members([ADA, BOT]);
    let workspace = people().conversation(team).start().await.unwrap();
    let app = App::hearing(&workspace).await;
    workspace.invite(ADA, GRACE, "C2TEAM").unwrap();
    let event = app.event("member_joined_channel").await;
    assert_eq!((&event["user"], &event["channel"], &event["inviter"]), (&json!(GRACE), &json!("C2TEAM"), &json!(ADA)));
    assert_eq!(app.message("channel_join").await["text"], "<@U2GRACE> has joined the channel");

    workspace.leave(BOT, "C2TEAM").unwrap();
    let event = app.event("member_left_channel").await;
    assert_eq!((&event["user"], &event["channel_type"]), (&json!(BOT), &json!("C")));
    let heard = app.received().len();
    workspace.say(ADA, "C2TEAM", "it is gone").unwrap();
    workspace.say(ADA, GENERAL, "here it is").unwrap();
    app.find(|received| received.json()["event"]["text"] == "here it is").await;
    assert_eq!(app.received().len(), heard + 1, "an app hears nothing from where it is not");
    assert_eq!(workspace.leave(BOT, "C2TEAM"), Err(Refusal::NotInChannel));
}

#[tokio::test]
async fn new_people_and_changed_profiles_are_told() {
    let (workspace, app) = workspace_with_app().await;
    workspace.welcome(User::new("U3ALAN", "Alan Turing").email("alan@example.com"));
    let event = app.event("team_join").await;
    assert_eq!((&event["user"]["id"], &event["user"]["real_name"]), (&json!("U3ALAN"), &json!("Alan Turing")));
    workspace.change_user(ADA, |ada| "Ada King".clone_into(&mut ada.name)).unwrap();
    assert_eq!(app.event("user_change").await["user"]["profile"]["real_name"], "Ada King");
}

#[tokio::test]
async fn channels_that_change_are_told() {
    let (workspace, app) = workspace_with_app().await;
    workspace.create_channel(ADA, Channel::public("C2NEW", "new")).unwrap();
    assert_eq!(app.event("channel_created").await["channel"]["id"], "C2NEW");
    workspace.rename_channel(ADA, "C2NEW", "newer").unwrap();
    assert_eq!(app.event("channel_rename").await["channel"]["name"], "newer");
    workspace.set_topic(ADA, GENERAL, "Everything").unwrap();
    assert!(app.message("channel_topic").await["text"].as_str().unwrap().ends_with("Everything"));
    workspace.archive(ADA, "C2NEW", true).unwrap();
    assert_eq!(app.event("channel_archive").await["channel"], "C2NEW");
    assert_eq!(workspace.say(ADA, "C2NEW", "too late"), Err(Refusal::IsArchived));
}

#[tokio::test]
async fn the_apps_page_and_the_assistants_threads_are_told() {
    let (workspace, app) = workspace_with_app().await;
    workspace.open_home(ADA, Tab::Messages).unwrap();
    let event = app.event("app_home_opened").await;
    assert_eq!((&event["user"], &event["tab"], &event["channel"]), (&json!(ADA), &json!("messages"), &json!("D1ADA")));

    let root = workspace.begin_assistant_thread(ADA, Some(GENERAL)).unwrap();
    let event = app.event("assistant_thread_started").await;
    assert_eq!(event["assistant_thread"]["thread_ts"], root.ts);
    assert_eq!(event["assistant_thread"]["context"]["channel_id"], GENERAL);
    workspace.look_from_assistant_thread(ADA, &root, "C2OTHER").unwrap();
    let event = app.event("assistant_thread_context_changed").await;
    assert_eq!(event["assistant_thread"]["context"]["channel_id"], "C2OTHER");
    workspace.look_from_app(ADA, GENERAL).unwrap();
    let event = app.event("app_context_changed").await;
    assert_eq!(event["context"]["entities"][0]["value"], GENERAL);
}

#[tokio::test]
async fn too_many_events_are_told_without_an_envelope() {
    let (workspace, app) = workspace_with_app().await;
    workspace.announce_rate_limit();
    let body = app.find(|received| received.json()["type"] == "app_rate_limited").await.json();
    assert_eq!((&body["team_id"], &body["api_app_id"]), (&json!("T0WORKSPACE"), &json!("A0APP")));
    assert!(body["minute_rate_limited"].as_u64().unwrap() % 60 == 0);
}

#[tokio::test]
async fn an_app_that_is_taken_out_hears_it_last_and_its_token_is_dead() {
    let (workspace, app) = workspace_with_app().await;
    let mut happenings = workspace.happenings();
    workspace.uninstall("A0APP").unwrap();
    assert_eq!(app.event("tokens_revoked").await["tokens"]["bot"], json!([BOT]));
    app.event("app_uninstalled").await;
    workspace.say(ADA, GENERAL, "is it gone?").unwrap();
    for kind in ["tokens_revoked", "app_uninstalled"] {
        soon(happenings.delivery(kind)).await;
    }
    assert_eq!(app.received().len(), 2);
    let test = Api::of(&workspace).form("auth.test", &[]).await;
    assert_eq!(test["error"], "token_revoked");
}

#[tokio::test]
async fn what_an_app_posts_comes_back_to_it_marked_as_its_own() {
    let (workspace, app) = workspace_with_app().await;
    Api::of(&workspace).post(GENERAL, "mine").await;
    let event = app.event("message").await;
    assert_eq!((&event["bot_id"], &event["user"], &event["app_id"]), (&json!("B0BOT"), &json!(BOT), &json!("A0APP")));
    assert_eq!(event["bot_profile"]["name"], "Bot");
}

#[tokio::test]
async fn people_cannot_do_what_slack_does_not_allow() {
    let workspace = workspace().await;
    assert_eq!(workspace.say("U9", GENERAL, "hi"), Err(Refusal::UserNotFound));
    assert_eq!(workspace.say(ADA, "C9", "hi"), Err(Refusal::ChannelNotFound));
    assert_eq!(workspace.say(ADA, GENERAL, ""), Err(Refusal::NoText));
    let hello = workspace.say(ADA, GENERAL, "hi").unwrap();
    assert_eq!(workspace.unreact(ADA, &hello, "wave"), Err(Refusal::NoReaction));
    assert_eq!(workspace.react(ADA, &hello, ":wave:"), Err(Refusal::InvalidName));
    assert_eq!(workspace.react(ADA, &hello, "wave::skin-tone-2"), Ok(()));
    assert_eq!(workspace.react(ADA, &hello, "wave::skin-tone-2"), Err(Refusal::AlreadyReacted));
    let reply = workspace.reply_in_thread(ADA, &hello, "in a thread").unwrap();
    assert_eq!(reply.thread_ts, Some(hello.ts));
    let closed = people().without_messages_tab().start().await.unwrap();
    let direct = closed.direct_message(ADA).unwrap();
    assert_eq!(closed.say(ADA, &direct, "hello?"), Err(Refusal::MessagesTabDisabled));
}
