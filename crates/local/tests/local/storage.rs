//! Data on the disk.

use botpress_local::{Data, LocalBotpress, SilentBot, StartError};
use serde_json::json;

use crate::support::{Api, Folder, World};

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_run_that_was_dropped_without_a_stop() {
    let folder = Folder::new("dropped");
    let start = || LocalBotpress::builder().bot(SilentBot).data(folder.data()).token("key").start();
    let first = World::with(start().await.unwrap()).await;
    let (conversation, user) = first.conversation("c1").await;
    let said = first.say(&conversation, &user, "hi").await;
    let state = format!("/v1/chat/states/user/{user}/profile");
    first.api.post(&state, json!({ "payload": { "a": 1 } })).await.ok();
    let (bot, workspace) = (first.local.bot_id().to_owned(), first.local.workspace_id().to_owned());
    drop(first.local);

    let second = start().await.unwrap();
    assert_eq!((second.bot_id(), second.workspace_id()), (bot.as_str(), workspace.as_str()));
    assert_eq!(second.token(), "key");
    // Not installed again: what was installed still is.
    let api = Api { base: second.api_url().to_owned(), ..first.api.clone() };
    assert_eq!(api.get(&state).await.ok()["state"]["payload"], json!({ "a": 1 }));
    let messages = api.get(&format!("/v1/chat/messages?conversationId={conversation}")).await.ok();
    assert_eq!(messages["messages"], json!([said]));
    let found = api.post("/v1/chat/users/get-or-create", json!({ "tags": { "id": "c1" } })).await.ok();
    assert_eq!((&found["user"]["id"], &found["meta"]["created"]), (&json!(user), &json!(false)));
    second.stop().await;
}

#[tokio::test]
async fn tokens_are_kept_as_hashes_only() {
    let folder = Folder::new("tokens");
    let local = LocalBotpress::builder().data(folder.data()).start().await.unwrap();
    let (token, bot_token) = (local.token().to_owned(), local.bot_token().to_owned());
    assert!(!format!("{local:?}").contains(&token));
    local.stop().await;
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for token in [&token, &bot_token] {
            assert!(!bytes.windows(token.len()).any(|window| window == token.as_bytes()));
        }
    }
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_refused_and_left_alone() {
    let folder = Folder::new("newer");
    LocalBotpress::builder().data(folder.data()).start().await.unwrap().stop().await;
    let Data::File(path) = folder.data() else { unreachable!() };
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let refused = LocalBotpress::builder().data(folder.data()).start().await;
    assert!(matches!(&refused, Err(StartError::Data(reason)) if reason.contains("99")), "{refused:?}");
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let local = LocalBotpress::builder().start().await.unwrap();
    let port: u16 = local.api_url().rsplit(':').next().unwrap().parse().unwrap();
    let refused = LocalBotpress::builder().port(port).start().await;
    assert!(matches!(&refused, Err(error @ StartError::Bind { .. }) if error.to_string().contains(&port.to_string())));
}
