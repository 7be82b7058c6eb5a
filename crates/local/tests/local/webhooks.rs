//! The webhook router.

use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use botpress_local::{Happening, Installation, LocalBotpress};
use http::Method;
use serde_json::json;

use crate::support::{Api, World, definition};

#[tokio::test]
async fn a_request_is_passed_on_whole_and_the_answer_comes_back_verbatim() {
    let world = World::start().await;
    let answer = Response::builder()
        .status(202)
        .header("x-custom", "yes")
        .header("content-type", "text/plain; charset=utf-8")
        .body(Body::from("thänks"))
        .unwrap();
    world.integration.answer_with("webhook_received", answer);
    let sender = Api::plain(&world.installed.webhook_url).with("X-Slack-Signature", "v0=abc");
    let answer = sender.send(Method::PUT, "/oauth/call%20back?code=1&state=a%20b", "{\"a\": \"ä\"}").await;
    assert_eq!(answer.status, 202);
    assert_eq!(answer.headers["x-custom"], "yes");
    assert_eq!(answer.headers["content-type"], "text/plain; charset=utf-8");
    assert_eq!(answer.body, "thänks");

    let request = world.integration.received("webhook_received").remove(0).body["req"].clone();
    assert_eq!(request["method"], "PUT");
    assert_eq!(request["path"], "/oauth/call%20back");
    assert_eq!(request["query"], "code=1&state=a%20b");
    assert_eq!(request["body"], "{\"a\": \"ä\"}", "not parsed, not reformatted: signatures are over these bytes");
    assert_eq!(request["headers"]["x-slack-signature"], "v0=abc");
    let relayed = |it: &Happening| matches!(it, Happening::WebhookRelayed { status, .. } if *status == 202);
    world.local.wait_for(relayed).await.unwrap();
}

#[tokio::test]
async fn without_path_and_body_the_path_is_a_slash_and_there_is_no_body() {
    let world = World::start().await;
    for (number, path) in ["", "/"].into_iter().enumerate() {
        let answer = Api::plain(&world.installed.webhook_url).get(path).await;
        assert_eq!((answer.status.as_u16(), &answer.body[..]), (200, &b"{}"[..]));
        let request = world.integration.received("webhook_received")[number].body["req"].clone();
        assert_eq!((&request["path"], &request["query"]), (&json!("/"), &json!("")));
        assert!(request.get("body").is_none());
    }
}

#[tokio::test]
async fn an_unknown_id_is_not_found() {
    let world = World::start().await;
    let (status, kind, _) =
        Api::plain(world.local.webhook_url()).get("/webhook_00000000000000000000000000").await.error();
    assert_eq!((status, kind.as_str()), (404, "ResourceNotFound"));
}

#[tokio::test]
async fn a_body_that_is_not_utf8_is_refused_with_the_reason_and_never_mangled() {
    let world = World::start().await;
    let sender = Api::plain(&world.installed.webhook_url);
    let (status, kind, message) = sender.send(Method::POST, "", &b"\xff\xfe"[..]).await.error();
    assert_eq!((status, kind.as_str()), (400, "InvalidPayload"));
    assert!(message.contains("UTF-8"), "{message}");
    assert!(world.integration.received("webhook_received").is_empty());
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let world = World::start().await;
    let large = vec![b'x'; 10 * 1024 * 1024 + 1];
    let (status, kind, _) = Api::plain(&world.installed.webhook_url).send(Method::POST, "", large).await.error();
    assert_eq!((status, kind.as_str()), (413, "PayloadTooLarge"));
}

#[tokio::test]
async fn the_integrations_failure_is_the_senders_answer() {
    let world = World::start().await;
    world.integration.answer("webhook_received", 500, "broken");
    let answer = Api::plain(&world.installed.webhook_url).post("", json!({})).await;
    assert_eq!((answer.status.as_u16(), &answer.body[..]), (500, &b"broken"[..]));
    assert_eq!(world.integration.received("webhook_received").len(), 1, "senders repeat, the router does not");
}

#[tokio::test]
async fn an_integration_that_is_away_or_too_slow_is_a_5xx_so_that_senders_try_again() {
    // It accepts connections and never answers.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let slow = format!("http://{}", silent.local_addr().unwrap());
    let local = LocalBotpress::builder().operation_timeout(Duration::from_millis(20)).start().await.unwrap();
    for (alias, url, status, kind) in
        [("slow", slow.as_str(), 504, "OperationTimeout"), ("away", "http://127.0.0.1:9", 500, "Internal")]
    {
        let mut definition = definition();
        definition["name"] = alias.into();
        let installed = local.install(Installation::new(alias, url, definition)).await.unwrap();
        let (found_status, found_kind, message) = Api::plain(&installed.webhook_url).post("", json!({})).await.error();
        assert_eq!((found_status, found_kind.as_str()), (status, kind), "{message}");
        assert!(message.contains(url), "{message}");
        let told = |it: &Happening| matches!(it, Happening::WebhookRelayed { alias: of, status: told, .. } if of == alias && *told == status);
        local.wait_for(told).await.unwrap();
    }
}
