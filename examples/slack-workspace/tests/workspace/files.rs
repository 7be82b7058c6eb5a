use http::{Method, StatusCode};
use serde_json::{Value, json};
use slack_workspace::{Channel, FileSharing, Upload, Workspace};

use crate::support::{ADA, Answer, Api, App, BOT, GENERAL, people, request, workspace};

async fn announce(api: &Api, content: &str) -> (String, String) {
    let length = content.len().to_string();
    let announced = api.form("files.getUploadURLExternal", &[("filename", "otter.png"), ("length", &length)]).await;
    let text = |name: &str| announced[name].as_str().unwrap().to_owned();
    (text("file_id"), text("upload_url"))
}

async fn send(url: &str, content: &str) -> Answer {
    request(Method::POST, url, &[], content.to_owned()).await.unwrap()
}

async fn upload(workspace: &Workspace, more: Value) -> (String, Value) {
    let api = Api::of(workspace);
    let (id, url) = announce(&api, "a picture").await;
    assert_eq!(send(&url, "a picture").await.text(), "OK - 9");
    let mut complete = json!({ "files": [{ "id": id, "title": "An otter" }], "channel_id": GENERAL });
    for (name, value) in more.as_object().unwrap() {
        complete[name] = value.clone();
    }
    (id, api.call("files.completeUploadExternal", complete).await)
}

async fn info(workspace: &Workspace, id: &str) -> Value {
    Api::of(workspace).form("files.info", &[("file", id)]).await["file"].clone()
}

#[tokio::test]
async fn an_upload_has_three_steps_and_ends_as_a_message() {
    let workspace = workspace().await;
    let app = App::hearing(&workspace).await;
    let root = workspace.say(ADA, GENERAL, "show me").unwrap();
    let (id, completed) = upload(&workspace, json!({ "initial_comment": "here", "thread_ts": root.ts })).await;
    assert_eq!((&completed["files"][0]["id"], &completed["files"][0]["title"]), (&json!(id), &json!("An otter")));

    let message = workspace.messages(GENERAL).pop().unwrap();
    assert_eq!(
        (&*message.text, &message.files, &message.thread_ts),
        ("here", &vec![id.clone()], &Some(root.ts.clone()))
    );
    let event = app.message("file_share").await;
    assert_eq!((&event["user"], &event["bot_id"], &event["upload"]), (&json!(BOT), &json!("B0BOT"), &json!(true)));
    let share = info(&workspace, &id).await["shares"]["public"][GENERAL][0].clone();
    assert_eq!((&share["ts"], &share["thread_ts"]), (&json!(message.ts), &json!(root.ts)));
    assert_eq!(workspace.file(&id).unwrap().content, "a picture");
}

#[tokio::test]
async fn a_form_with_a_file_is_taken_as_well() {
    let workspace = workspace().await;
    let api = Api::of(&workspace);
    let (id, url) = announce(&api, "a picture").await;
    let body = "--x\r\ncontent-disposition: form-data; name=\"filename\"; filename=\"otter.png\"\r\n\r\na picture\r\n--x--\r\n";
    let headers = [("content-type", "multipart/form-data; boundary=x")];
    assert_eq!(request(Method::POST, &url, &headers, body).await.unwrap().status, StatusCode::OK);
    assert_eq!(workspace.file(&id).unwrap().content, "a picture");
}

#[tokio::test]
async fn an_upload_of_another_length_or_without_content_is_refused() {
    let workspace = workspace().await;
    let api = Api::of(&workspace);
    let (id, url) = announce(&api, "a picture").await;
    assert_eq!(send(&url, "another picture").await.status, StatusCode::BAD_REQUEST);
    let complete = json!({ "files": [{ "id": id }], "channel_id": GENERAL });
    assert_eq!(api.call("files.completeUploadExternal", complete).await["error"], "file_not_found");
    let none = api.form("files.getUploadURLExternal", &[("filename", "a")]).await;
    assert_eq!(none["error"], "invalid_arguments");
    let json = api.call("files.getUploadURLExternal", json!({ "filename": "a", "length": 1 })).await;
    assert_eq!(json["error"], "invalid_arguments", "it takes forms only");
}

#[tokio::test]
async fn a_file_may_be_shared_late() {
    let workspace = people().file_sharing(FileSharing::AfterChecks(2)).start().await.unwrap();
    let (id, _) = upload(&workspace, json!({})).await;
    assert!(workspace.messages(GENERAL).is_empty());
    assert_eq!(info(&workspace, &id).await["shares"], json!({}));
    let shared = info(&workspace, &id).await;
    let message = workspace.messages(GENERAL).pop().unwrap();
    assert_eq!(shared["shares"]["public"][GENERAL][0]["ts"], message.ts);
    assert_eq!(shared["channels"], json!([GENERAL]));
}

#[tokio::test]
async fn a_file_may_never_be_shared_unless_somebody_says_so() {
    let workspace = people().file_sharing(FileSharing::OnDemand).start().await.unwrap();
    let (id, _) = upload(&workspace, json!({})).await;
    for _ in 0..3 {
        assert_eq!(info(&workspace, &id).await["shares"], json!({}));
    }
    workspace.share_files().unwrap();
    assert_ne!(info(&workspace, &id).await["shares"], json!({}));
    assert_eq!(workspace.messages(GENERAL).len(), 1);
}

#[tokio::test]
async fn a_share_in_a_direct_message_is_a_private_one() {
    let workspace = workspace().await;
    let direct = workspace.direct_message(ADA).unwrap();
    let (id, _) = upload(&workspace, json!({ "channel_id": direct })).await;
    let file = info(&workspace, &id).await;
    assert!(file["shares"]["private"][&direct][0]["ts"].is_string());
    assert_eq!((&file["ims"], &file["channels"]), (&json!([direct]), &json!([])));
}

#[tokio::test]
async fn a_download_needs_a_token_and_else_leads_to_a_page() {
    let workspace = workspace().await;
    let shared = workspace.share(ADA, GENERAL, [Upload::new("a & b.pdf", "%PDF")], "").unwrap();
    let file = info(&workspace, &shared.files[0]).await;
    let url = file["url_private"].as_str().unwrap();
    let bearer = format!("Bearer {}", workspace.bot_token());
    for name in ["url_private", "url_private_download"] {
        let url = file[name].as_str().unwrap();
        let got = request(Method::GET, url, &[("authorization", &bearer)], "").await.unwrap();
        assert_eq!((got.status, &*got.body), (StatusCode::OK, &b"%PDF"[..]));
        assert_eq!(got.headers["content-type"], "application/pdf");
    }
    for headers in [&[][..], &[("authorization", "Bearer xoxb-other")][..]] {
        let got = request(Method::GET, url, headers, "").await.unwrap();
        assert_eq!(got.status, StatusCode::TEMPORARY_REDIRECT);
    }
    let page = request(Method::GET, &format!("{}/signin", workspace.url()), &[], "").await.unwrap();
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
}

#[tokio::test]
async fn files_of_shared_channels_come_without_their_description() {
    let shared = Channel::public("C2SHARED", "shared").shared();
    let workspace = people().conversation(shared).start().await.unwrap();
    let app = App::hearing(&workspace).await;
    let message = workspace.share(ADA, "C2SHARED", [Upload::new("a.pdf", "%PDF")], "").unwrap();
    let id = &message.files[0];
    let event = app.message("file_share").await;
    assert_eq!(event["files"], json!([{ "id": id, "file_access": "check_file_info" }]));
    assert_eq!(info(&workspace, id).await["mimetype"], "application/pdf");
    let history = Api::of(&workspace).form("conversations.history", &[("channel", "C2SHARED")]).await;
    assert_eq!(history["messages"][0]["files"][0]["mimetype"], "application/pdf");
    let envelope = app.find(|received| received.json()["event"]["subtype"] == "file_share").await.json();
    assert_eq!(envelope["is_ext_shared_channel"], true);
}
