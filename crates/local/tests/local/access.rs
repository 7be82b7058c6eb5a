//! Who may call, and what is there to call.

use botpress_local::{LocalBotpress, SilentBot};
use http::Method;
use serde_json::json;

use crate::support::{Api, World, text};

#[tokio::test]
async fn every_call_needs_a_token_and_headers_that_fit() {
    let world = World::start().await;
    let call = |api: Api| async move { api.get("/v1/chat/users").await.error() };
    let api = &world.api;
    for (api, status, kind) in [
        (api.clone().without("authorization"), 401, "Unauthorized"),
        (api.clone().with("authorization", "Bearer wrong"), 401, "Unauthorized"),
        (api.clone().with("authorization", &format!("Basic {}", world.local.token())), 401, "Unauthorized"),
        (api.clone().without("x-bot-id"), 400, "InvalidPayload"),
        (api.clone().with("x-bot-id", "bot_other"), 403, "Forbidden"),
        (api.clone().without("x-integration-id"), 403, "Forbidden"),
        (api.clone().with("x-integration-id", "intver_other"), 403, "Forbidden"),
        (api.clone().with("x-integration-alias", "other"), 403, "Forbidden"),
        (Api::bot(&world.local).with("x-integration-id", &world.installed.integration_id), 403, "Forbidden"),
    ] {
        let headers = format!("{:?}", api.headers);
        let (found_status, found_kind, message) = call(api).await;
        assert_eq!((found_status, found_kind.as_str()), (status, kind), "{message} with {headers}");
        assert!(!message.contains(world.local.token()), "{message}");
    }
    assert_eq!(api.clone().without("x-integration-alias").get("/v1/chat/users").await.status, 200);
}

#[tokio::test]
async fn an_integration_sees_neither_users_nor_conversations_of_another() {
    let world = World::start().await;
    let other = botpress_local::Installation::new("other", &world.integration.url, crate::support::definition());
    let other = Api::integration(&world.local, &world.local.install(other).await.unwrap());
    let (conversation, user) = world.conversation("c1").await;
    for path in [format!("/v1/chat/conversations/{conversation}"), format!("/v1/chat/users/{user}")] {
        assert_eq!(other.get(&path).await.status, 404);
        assert_eq!(other.delete(&path).await.status, 404);
        assert_eq!(world.api.get(&path).await.status, 200);
    }
    assert_eq!(other.get("/v1/chat/users").await.ok()["users"], json!([]));
    let same = other.post("/v1/chat/users/get-or-create", json!({ "tags": { "id": "c1" } })).await.ok();
    assert_eq!(same["meta"]["created"], true, "the same tags of another installation are another user");

    let bot = Api::bot(&world.local).get("/v1/chat/users").await.ok();
    let tags: Vec<_> = bot["users"].as_array().unwrap().iter().map(|user| user["tags"].to_string()).collect();
    assert_eq!(tags, [r#"{"other:id":"c1"}"#, r#"{"chat:id":"c1"}"#, "{}"], "the bot sees all, with prefixes");
}

#[tokio::test]
async fn what_is_not_there_is_said_with_method_and_path() {
    let world = World::start().await;
    let (status, kind, message) = world.api.get("/v1/chat/nothing").await.error();
    assert_eq!(
        (status, kind.as_str(), message.as_str()),
        (404, "ResourceNotFound", "there is no GET /v1/chat/nothing")
    );
    let (status, kind, message) = world.api.delete("/v1/chat/users").await.error();
    assert_eq!((status, kind.as_str()), (405, "MethodNotFound"));
    assert!(message.contains("DELETE") && message.contains("/v1/chat/users"), "{message}");
    assert_eq!(Api::plain(world.local.api_url()).get("/health").await.body, "ok");
}

#[tokio::test]
async fn a_request_of_the_wrong_form_is_refused_with_the_path_of_what_is_wrong() {
    let world = World::start().await;
    for (path, body, status, kind, at) in [
        ("/v1/chat/users", r#"{"tags":{"id":1}}"#, 400, "InvalidPayload", "body.tags.id"),
        ("/v1/chat/users", "{", 400, "InvalidPayload", "body"),
        ("/v1/chat/conversations", r#"{"tags":{}}"#, 400, "InvalidPayload", "body"),
        ("/v1/chat/events", r#"{"type":"reactionAdded","payload":[]}"#, 400, "InvalidPayload", "body.payload"),
    ] {
        let (found_status, found_kind, message) = world.api.send(Method::POST, path, body).await.error();
        assert_eq!((found_status, found_kind.as_str()), (status, kind), "{path} {body}: {message}");
        assert!(message.starts_with(at), "{path} {body}: {message}");
    }
    for query in ["pageSize=x", "afterDate=yesterday", "sortDirection=up", "nextToken=nonsense", "tags.nope=1"] {
        let (status, kind, message) = world.api.get(&format!("/v1/chat/users?{query}")).await.error();
        assert_eq!((status, kind.as_str()), (400, "InvalidQuery"), "{query}: {message}");
        let name = query.split('=').next().unwrap();
        assert!(message.starts_with(&format!("query.{name}")), "{message}");
    }
    let large = format!(r#"{{"tags":{{}},"name":"{}"}}"#, "x".repeat(1024 * 1024));
    assert_eq!(world.api.send(Method::POST, "/v1/chat/users", large).await.status, 413);
}

#[tokio::test]
async fn undeclared_names_are_refused_with_their_path_and_what_is_declared() {
    let world = World::with(LocalBotpress::builder().bot(SilentBot).start().await.unwrap()).await;
    let (conversation, user) = world.conversation("c1").await;
    let message = |kind: &str, tag: &str| json!({ "conversationId": conversation, "userId": user, "type": kind, "payload": {}, "tags": { tag: "1" } });
    let integration = &world.installed.integration_id;
    for (path, body, at, declared) in [
        ("/v1/chat/users".to_owned(), json!({ "tags": { "nope": "1" } }), "body.tags.nope", "`id`, `team`"),
        (
            "/v1/chat/users/get-or-create".to_owned(),
            json!({ "tags": {}, "discriminateByTags": ["nope"] }),
            "body.discriminateByTags[0]",
            "`id`, `team`",
        ),
        (
            "/v1/chat/conversations".to_owned(),
            json!({ "channel": "nope", "tags": {} }),
            "body.channel",
            "`dm`, `group`",
        ),
        (
            "/v1/chat/conversations".to_owned(),
            json!({ "channel": "group", "tags": { "thread": "1" } }),
            "body.tags.thread",
            "`id`",
        ),
        ("/v1/chat/messages".to_owned(), message("nope", "ts"), "body.type", "`image`, `text`"),
        ("/v1/chat/messages".to_owned(), message("text", "nope"), "body.tags.nope", "`kind`, `ts`"),
        ("/v1/chat/events".to_owned(), json!({ "type": "nope", "payload": {} }), "body.type", "`reactionAdded`"),
        (
            format!("/v1/chat/states/integration/{integration}/nope"),
            json!({ "payload": {} }),
            "path.name",
            "`credentials`, `notes`, `profile`",
        ),
        (
            format!("/v1/chat/states/user/{user}/credentials"),
            json!({ "payload": {} }),
            "path.name",
            "with type `integration`",
        ),
    ] {
        let (status, kind, message) = world.api.post(&path, body).await.error();
        assert_eq!((status, kind.as_str()), (400, "InvalidPayload"), "{message}");
        assert!(message.starts_with(at) && message.contains(declared), "{message}");
    }
}

#[tokio::test]
async fn ids_in_a_body_that_do_not_exist_are_references_and_ids_in_a_path_are_resources() {
    let world = World::start().await;
    let (conversation, user) = world.conversation("c1").await;
    let message = |conversation: &str, user: &str| json!({ "conversationId": conversation, "userId": user, "type": "text", "payload": { "text": "x" }, "tags": {} });
    for (path, body, at) in [
        ("/v1/chat/messages".to_owned(), message("conv_x", &user), "body.conversationId"),
        ("/v1/chat/messages".to_owned(), message(&conversation, "user_x"), "body.userId"),
        (format!("/v1/chat/conversations/{conversation}/participants"), json!({ "userId": "user_x" }), "body.userId"),
        (
            "/v1/chat/events".to_owned(),
            json!({ "type": "reactionAdded", "payload": {}, "messageId": "msg_x" }),
            "body.messageId",
        ),
    ] {
        let (status, kind, message) = world.api.post(&path, body).await.error();
        assert_eq!((status, kind.as_str()), (400, "ReferenceNotFound"), "{message}");
        assert!(message.starts_with(at), "{message}");
    }
    for path in ["conversations/conv_x", "users/user_x", "messages/msg_x", "events/evt_x", "states/user/user_x/profile"]
    {
        let (status, kind, _) = world.api.get(&format!("/v1/chat/{path}")).await.error();
        assert_eq!((status, kind.as_str()), (404, "ResourceNotFound"), "{path}");
    }
}

#[tokio::test]
async fn many_run_side_by_side_with_data_of_their_own() {
    let (first, second) = (World::start().await, World::start().await);
    first.conversation("c1").await;
    assert_eq!(second.local.conversations().await.unwrap().len(), 0);
    assert_ne!(first.local.api_url(), second.local.api_url());
    let stranger = first.api.clone().with("authorization", &format!("Bearer {}", second.local.token()));
    assert_eq!(stranger.get("/v1/chat/users").await.status, 401);
    let url = first.local.api_url().to_owned();
    first.local.stop().await;
    assert_eq!(text(&second.api.post("/v1/chat/users", json!({ "tags": {} })).await.ok()["user"]["id"])[..5], *"user_");
    assert!(std::net::TcpStream::connect(url.trim_start_matches("http://")).is_err(), "the port is free again");
}
