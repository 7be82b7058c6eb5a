use serde_json::{Value, json};
use slack_workspace::{Channel, Workspace};

use crate::support::{ADA, Api, App, BOT, GENERAL, GRACE, people, workspace};

async fn with_channels() -> Workspace {
    let channels = [
        Channel::public("C2TEAM", "team").members([ADA]).topic("Work").purpose("To work"),
        Channel::public("C3OLD", "old").archived(),
        Channel::private("G1SECRET", "secret").members([ADA, BOT]),
        Channel::private("G2HIDDEN", "hidden").members([ADA]),
        Channel::group("G3GROUP", "mpdm-ada--grace-1").members([ADA, GRACE, BOT]),
    ];
    let builder = channels.into_iter().fold(people(), slack_workspace::Builder::conversation);
    let workspace = builder.start().await.unwrap();
    workspace.direct_message(ADA).unwrap();
    workspace
}

fn ids(answer: &Value) -> Vec<&str> {
    answer["channels"].as_array().unwrap().iter().map(|channel| channel["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_list_has_the_kinds_that_are_asked_for_and_comes_in_pages() {
    let workspace = with_channels().await;
    let api = Api::of(&workspace);
    let all = api.form("conversations.list", &[]).await;
    assert_eq!(ids(&all), [GENERAL, "C2TEAM", "C3OLD"]);
    let open = api.form("conversations.list", &[("exclude_archived", "true")]).await;
    assert_eq!(ids(&open), [GENERAL, "C2TEAM"]);
    let private = api.form("conversations.list", &[("types", "private_channel,mpim,im")]).await;
    assert_eq!(ids(&private), ["G1SECRET", "G3GROUP", "D1ADA"]);
    assert_eq!(api.form("conversations.list", &[("types", "other")]).await["error"], "invalid_types");

    let mut cursor = String::new();
    let mut paged = Vec::new();
    loop {
        let page = api.form("conversations.list", &[("limit", "2"), ("cursor", &cursor)]).await;
        paged.extend(ids(&page).into_iter().map(str::to_owned));
        page["response_metadata"]["next_cursor"].as_str().unwrap().clone_into(&mut cursor);
        if cursor.is_empty() {
            break;
        }
    }
    assert_eq!(paged, [GENERAL, "C2TEAM", "C3OLD"]);
    assert_eq!(api.form("conversations.list", &[("cursor", "made up")]).await["error"], "invalid_cursor");
}

#[tokio::test]
async fn each_kind_of_channel_wants_a_scope_of_its_own() {
    let workspace = people()
        .conversation(Channel::private("G1SECRET", "secret").members([ADA, BOT]))
        .scopes(["channels:read", "channels:history"])
        .start()
        .await
        .unwrap();
    let api = Api::of(&workspace);
    let refused = api.form("conversations.list", &[("types", "public_channel,private_channel")]).await;
    assert_eq!((&refused["error"], &refused["needed"]), (&json!("missing_scope"), &json!("groups:read")));
    assert_eq!(refused["provided"], "channels:read,channels:history");
    let refused = api.form("conversations.history", &[("channel", "G1SECRET")]).await;
    assert_eq!(refused["needed"], "groups:history");
    assert_eq!(api.form("conversations.history", &[("channel", GENERAL)]).await["ok"], true);
    let refused = api.call("conversations.setTopic", json!({ "channel": GENERAL, "topic": "a" })).await;
    assert_eq!(refused["needed"], "channels:manage");
    assert_eq!(api.form("conversations.open", &[("users", ADA)]).await["needed"], "im:write");
}

#[tokio::test]
async fn a_channel_is_described_to_who_may_know_it() {
    let workspace = with_channels().await;
    let api = Api::of(&workspace);
    let info = |id: &'static str| {
        let api = api.clone();
        async move { api.form("conversations.info", &[("channel", id), ("include_num_members", "true")]).await }
    };
    let team = info("C2TEAM").await;
    let team = &team["channel"];
    assert_eq!((&team["name"], &team["is_member"], &team["num_members"]), (&json!("team"), &json!(false), &json!(1)));
    assert_eq!((&team["topic"]["value"], &team["purpose"]["value"]), (&json!("Work"), &json!("To work")));
    let direct = info("D1ADA").await;
    assert_eq!((&direct["channel"]["is_im"], &direct["channel"]["user"]), (&json!(true), &json!(ADA)));
    assert_eq!(info("G2HIDDEN").await["error"], "channel_not_found");
    assert_eq!(info("G1SECRET").await["channel"]["is_private"], true);
    let members = api.form("conversations.members", &[("channel", "G3GROUP"), ("limit", "2")]).await;
    assert_eq!(members["members"], json!([ADA, GRACE]));
    assert_ne!(members["response_metadata"]["next_cursor"], "");
}

#[tokio::test]
async fn history_comes_newest_first_without_replies_between_two_times() {
    let workspace = workspace().await;
    let api = Api::of(&workspace);
    let one = workspace.say(ADA, GENERAL, "one").unwrap();
    let two = workspace.say(ADA, GENERAL, "two").unwrap();
    workspace.reply_in_thread(ADA, &one, "a reply").unwrap();
    workspace.reply_and_broadcast(ADA, &one, "for all").unwrap();
    let texts = |answer: &Value| -> Vec<String> {
        let messages = answer["messages"].as_array().unwrap().iter();
        messages.map(|message| message["text"].as_str().unwrap().to_owned()).collect()
    };
    let all = api.form("conversations.history", &[("channel", GENERAL)]).await;
    assert_eq!(texts(&all), ["for all", "two", "one"]);
    let root = &all["messages"][2];
    assert_eq!((&root["reply_count"], &root["thread_ts"]), (&json!(2), &json!(one.ts)));

    let exact = [("channel", GENERAL), ("latest", &*two.ts), ("inclusive", "true"), ("limit", "1")];
    let exact = api.form("conversations.history", &exact).await;
    assert_eq!((texts(&exact), &exact["has_more"]), (vec!["two".to_owned()], &json!(true)));
    let before = api.form("conversations.history", &[("channel", GENERAL), ("latest", &two.ts)]).await;
    assert_eq!(texts(&before), ["one"]);
    let after = api.form("conversations.history", &[("channel", GENERAL), ("oldest", &two.ts)]).await;
    assert_eq!(texts(&after), ["for all"]);
}

#[tokio::test]
async fn a_thread_begins_with_its_first_message() {
    let workspace = workspace().await;
    let api = Api::of(&workspace);
    let root = workspace.say(ADA, GENERAL, "root").unwrap();
    let reply = workspace.reply_in_thread(GRACE, &root, "reply").unwrap();
    let thread = api.form("conversations.replies", &[("channel", GENERAL), ("ts", &root.ts)]).await;
    let texts: Vec<_> = thread["messages"].as_array().unwrap().iter().map(|message| &message["text"]).collect();
    assert_eq!(texts, ["root", "reply"]);
    assert_eq!(thread["messages"][1]["parent_user_id"], ADA);
    let alone = api.form("conversations.replies", &[("channel", GENERAL), ("ts", &reply.ts)]).await;
    assert_eq!(alone["messages"].as_array().unwrap().len(), 1);
    let none = api.form("conversations.replies", &[("channel", GENERAL), ("ts", "1.2")]).await;
    assert_eq!(none["error"], "thread_not_found");
}

#[tokio::test]
async fn direct_messages_are_opened_once() {
    let workspace = workspace().await;
    let api = Api::of(&workspace);
    assert_eq!(api.form("conversations.open", &[("users", ADA)]).await["channel"]["id"], "D1ADA");
    let full = api.form("conversations.open", &[("users", ADA), ("return_im", "true")]).await;
    assert_eq!((&full["channel"]["id"], &full["channel"]["is_im"]), (&json!("D1ADA"), &json!(true)));
    let group = api.form("conversations.open", &[("users", "U1ADA,U2GRACE")]).await;
    let again = api.form("conversations.open", &[("users", "U2GRACE,U1ADA")]).await;
    assert_eq!(group["channel"]["id"], again["channel"]["id"]);
    assert_eq!(api.form("conversations.open", &[("users", "U9")]).await["error"], "user_not_found");
}

#[tokio::test]
async fn an_app_joins_leaves_marks_and_sets_topics() {
    let workspace = with_channels().await;
    let app = App::hearing(&workspace).await;
    let api = Api::of(&workspace);
    let topic = json!({ "channel": "C2TEAM", "topic": "Play" });
    assert_eq!(api.call("conversations.setTopic", topic.clone()).await["error"], "not_in_channel");
    assert_eq!(api.call("conversations.join", json!({ "channel": "C2TEAM" })).await["channel"]["is_member"], true);
    assert_eq!(app.event("member_joined_channel").await["user"], BOT);
    let again = api.call("conversations.join", json!({ "channel": "C2TEAM" })).await;
    assert_eq!((&again["ok"], &again["warning"]), (&json!(true), &json!("already_in_channel")));
    assert_eq!(api.call("conversations.setTopic", topic).await["channel"]["topic"]["value"], "Play");
    assert_eq!(workspace.channel("C2TEAM").unwrap().topic, "Play");
    let mark = json!({ "channel": "C2TEAM", "ts": "1.2" });
    assert_eq!(api.call("conversations.mark", mark).await["ok"], true);
    assert_eq!(api.call("conversations.leave", json!({ "channel": "C2TEAM" })).await["ok"], true);
    assert!(!workspace.channel("C2TEAM").unwrap().members.unwrap().contains(&BOT.to_owned()));
    let private = json!({ "channel": "G2HIDDEN" });
    assert_eq!(api.call("conversations.join", private).await["error"], "channel_not_found");
}
