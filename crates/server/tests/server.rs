//! What the server promises, over real sockets.

mod common;

use std::{convert::Infallible, time::Duration};

use botpress_api::signature::{SigningSecret, sign};
use botpress_server::{NativeHost, Server, ServerError};
use common::{ACTION_HEAD, Events, Probe, Running, action_body, happened};
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use serde_json::json;
use tower_service::Service;

const KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";
const OTHER_KEY: &str = "CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg";

#[tokio::test]
async fn requests_on_one_connection_are_answered_one_after_the_other() {
    let server = Running::start(|server| server).await;
    let mut connection = server.connect().await;
    for n in 0..3 {
        let answer = connection.action("echo", json!({ "n": n })).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json(), json!({ "output": { "n": n }, "meta": { "cost": 0 } }));
        assert_eq!(answer.header("content-type"), None);
    }
}

#[tokio::test]
async fn a_panic_is_that_requests_500_and_the_connection_goes_on() {
    let server = Running::start(|server| server).await;
    let mut connection = server.connect().await;
    let answer = connection.action("panic", json!({})).await;
    assert_eq!((answer.status, &answer.json()["type"]), (500, &json!("Runtime")));
    assert!(!answer.body.contains("as asked"), "{}", answer.body);
    assert_eq!(connection.action("echo", json!(1)).await.status, 200);
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_413_whether_its_length_is_told_or_not() {
    let server = Running::start(|server| server.body_limit(1000)).await;
    let body = action_body("echo", &json!("x".repeat(1000)));
    let answer = server.connect().await.action_with("", body.as_bytes()).await;
    assert_eq!((answer.status, &answer.json()["type"]), (413, &json!("PayloadTooLarge")));

    let mut connection = server.connect().await;
    connection
        .send(
            format!("{ACTION_HEAD}transfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n", body.len())
                .as_bytes(),
        )
        .await;
    assert_eq!(connection.answer().await.unwrap().status, 413);

    let body = action_body("echo", &json!("x".repeat(900)));
    assert_eq!(server.connect().await.action_with("", body.as_bytes()).await.status, 200);
}

#[tokio::test]
async fn headers_beyond_the_limit_are_431() {
    let server = Running::start(|server| server.header_limit(16 * 1024)).await;
    let header = |length| format!("x-long: {}\r\n", "x".repeat(length));
    let body = action_body("echo", &json!(1));
    assert_eq!(server.connect().await.action_with(&header(10_000), body.as_bytes()).await.status, 200);
    assert_eq!(server.connect().await.action_with(&header(20_000), body.as_bytes()).await.status, 431);
    let many: String = (0..150).map(|n| format!("x-{n}: x\r\n")).collect();
    assert_eq!(server.connect().await.action_with(&many, body.as_bytes()).await.status, 431);
}

#[tokio::test]
async fn an_operation_too_many_is_503_while_health_answers_and_the_others_finish() {
    let server = Running::start(|server| server.concurrency(1)).await;
    let mut busy = server.connect().await;
    let waiting = tokio::spawn(async move { busy.action("wait", json!({})).await });
    happened(&server.events.started).await;

    let mut connection = server.connect().await;
    let answer = connection.action("echo", json!(1)).await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")));
    assert_eq!(answer.json()["type"], "Internal");
    let health = connection.health().await;
    assert_eq!((health.status, health.body.as_str()), (200, "ok"));

    server.events.go_on.add_permits(1);
    assert_eq!(waiting.await.unwrap().status, 200);
    assert_eq!(connection.action("echo", json!(1)).await.status, 200);
}

#[tokio::test]
async fn an_operation_that_takes_too_long_is_504_and_makes_room() {
    let server = Running::start(|server| server.timeout(Duration::from_millis(20)).concurrency(1)).await;
    let mut connection = server.connect().await;
    for _ in 0..2 {
        let answer = connection.action("forever", json!({})).await;
        assert_eq!((answer.status, &answer.json()["type"]), (504, &json!("OperationTimeout")));
    }
}

#[tokio::test]
async fn a_body_that_does_not_arrive_in_time_is_408() {
    let server = Running::start(|server| server.timeout(Duration::from_millis(20))).await;
    let mut connection = server.connect().await;
    connection.send(format!("{ACTION_HEAD}content-length: 10\r\n\r\n{{").as_bytes()).await;
    assert_eq!(connection.answer().await.unwrap().status, 408);
    assert!(connection.is_closed().await);
}

#[tokio::test]
async fn bytes_that_are_not_utf_8_are_refused_and_the_connection_goes_on() {
    let server = Running::start(|server| server).await;
    let mut connection = server.connect().await;
    let answer = connection.action_with("", b"{\"type\":\"echo\",\"input\":\"\xff\"}").await;
    assert_eq!((answer.status, &answer.json()["type"]), (400, &json!("InvalidPayload")));
    assert_eq!(connection.action("echo", json!("ü")).await.json()["output"], "ü");
}

#[tokio::test]
async fn a_caller_that_hangs_up_does_not_stop_its_operation() {
    let server = Running::start(|server| server).await;
    let mut connection = server.connect().await;
    let body = action_body("wait", &json!({}));
    connection.send(format!("{ACTION_HEAD}content-length: {}\r\n\r\n{body}", body.len()).as_bytes()).await;
    happened(&server.events.started).await;
    drop(connection);
    // Until the server has noticed, at the latest when it has answered others.
    assert_eq!(server.connect().await.action("echo", json!(1)).await.status, 200);
    server.events.go_on.add_permits(1);
    happened(&server.events.finished).await;
}

#[tokio::test]
async fn health_is_ok_for_any_method_and_needs_neither_headers_nor_signature() {
    let server = Running::start(|server| server.signing_secrets([KEY])).await;
    let mut connection = server.connect().await;
    for method in ["GET", "POST", "DELETE"] {
        connection.send(format!("{method} /health HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n").as_bytes()).await;
        let answer = connection.answer().await.unwrap();
        assert_eq!((answer.status, answer.body.as_str()), (200, "ok"));
    }
    connection.send(b"GET /health/ HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert_eq!(connection.answer().await.unwrap().status, 401);
}

#[tokio::test]
async fn head_is_answered_without_a_body() {
    let server = Running::start(|server| server).await;
    let mut connection = server.connect().await;
    connection.send(b"HEAD / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert_eq!(connection.head().await.unwrap().status, 500);
    assert_eq!(connection.health().await.body, "ok");
}

#[tokio::test]
async fn a_client_that_waits_for_100_continue_is_told_to_go_on() {
    let server = Running::start(|server| server).await;
    let mut connection = server.connect().await;
    let body = action_body("echo", &json!("late"));
    connection
        .send(format!("{ACTION_HEAD}expect: 100-continue\r\ncontent-length: {}\r\n\r\n", body.len()).as_bytes())
        .await;
    assert_eq!(connection.head().await.unwrap().status, 100);
    connection.send(body.as_bytes()).await;
    assert_eq!(connection.answer().await.unwrap().json()["output"], "late");
}

/// Milliseconds since 1970, `offset` from now.
fn milliseconds(offset: i64) -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or_default().saturating_add_signed(offset)
}

#[tokio::test]
async fn a_request_counts_when_any_of_the_secrets_signed_it_in_time() {
    let server = Running::start(|server| server.signing_secrets([OTHER_KEY, KEY])).await;
    let body = action_body("echo", &json!("signed"));
    let signed = |key: &str, at| sign(&key.parse::<SigningSecret>().unwrap(), at, body.as_bytes());
    let stranger = "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk";
    for (signature, status) in [
        (signed(KEY, milliseconds(0)), 200),
        (signed(OTHER_KEY, milliseconds(-60_000)), 200),
        (signed(KEY, milliseconds(-301_000)), 401),
        (signed(KEY, milliseconds(310_000)), 401),
        (signed(stranger, milliseconds(0)), 401),
        ("nonsense".to_owned(), 401),
    ] {
        let header = format!("x-bp-signature: {signature}\r\n");
        let answer = server.connect().await.action_with(&header, body.as_bytes()).await;
        assert_eq!(answer.status, status, "{signature}");
        if status == 401 {
            assert_eq!(answer.body, r#"{"error":"Unauthorized"}"#);
        }
    }
    assert_eq!(server.connect().await.action_with("", body.as_bytes()).await.status, 401);
}

#[tokio::test]
async fn the_recorded_signature_is_right_but_of_another_time() {
    let server = Running::start(|server| server.signing_secrets([KEY])).await;
    let recorded = "1700000000000,JkNaUpoVg8VrNJqPARpyNwxU8FZCPV4zDoAKeZ9cr6Q";
    let body = r#"{"type":"hello","input":{}}"#;
    assert_eq!(sign(&KEY.parse().unwrap(), 1_700_000_000_000, body.as_bytes()), recorded);
    let header = format!("x-bp-signature: {recorded}\r\n");
    assert_eq!(server.connect().await.action_with(&header, body.as_bytes()).await.status, 401);
}

#[tokio::test]
async fn a_signing_secret_that_is_none_is_refused_at_the_start_and_not_shown() {
    let server = Server::new(Probe(Events::new())).signing_secrets([KEY, "not base64url!"]);
    assert!(!format!("{server:?}").contains(KEY));
    let error = server.port(0).bind().await.unwrap_err();
    assert!(matches!(error, ServerError::SigningSecret { number: 2 }), "{error}");
    assert!(!error.to_string().contains("not base64url!"), "{error}");
}

#[tokio::test]
async fn a_stop_finishes_operations_and_background_work_and_takes_no_more() {
    let server = Running::start(|server| server).await;
    let (events, address) = (server.events.clone(), server.address);
    assert_eq!(server.connect().await.action("spawn", json!({})).await.status, 200);
    happened(&events.started).await;
    let mut connection = server.connect().await;
    let waiting =
        tokio::spawn(async move { (connection.action("wait", json!({})).await, connection.is_closed().await) });
    happened(&events.started).await;

    let stopping = server.stop();
    // The listener closes before the wait begins.
    while tokio::net::TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!stopping.is_finished());
    events.go_on.add_permits(2);
    stopping.await.unwrap();
    assert_eq!(events.finished.available_permits(), 2);
    let (answer, closed) = waiting.await.unwrap();
    assert_eq!((answer.status, closed), (200, true));
}

#[tokio::test]
async fn a_stop_is_not_held_up_by_connections_that_idle() {
    let server = Running::start(|server| server.grace(Duration::from_secs(3600))).await;
    let _silent = server.connect().await;
    let mut used = server.connect().await;
    assert_eq!(used.action("echo", json!(1)).await.status, 200);
    server.stop().await.unwrap();
    assert!(used.is_closed().await);
}

#[tokio::test]
async fn a_stop_ends_with_its_grace_whatever_still_runs() {
    let server = Running::start(|server| server.grace(Duration::from_millis(20))).await;
    let (events, mut connection) = (server.events.clone(), server.connect().await);
    assert_eq!(connection.action("spawn", json!({})).await.status, 200);
    happened(&events.started).await;
    server.stop().await.unwrap();
    assert_eq!(events.finished.available_permits(), 0);
}

#[tokio::test]
async fn a_listener_that_is_there_already_can_be_served() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let bound = Server::new(Probe(Events::new())).bind_to(listener).unwrap();
    assert_eq!(bound.local_addr(), address);
}

#[tokio::test]
async fn a_port_that_is_taken_is_said_in_a_sentence() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let error = Server::new(Probe(Events::new())).address([127, 0, 0, 1]).port(port).bind().await.unwrap_err();
    assert!(error.to_string().starts_with(&format!("cannot listen on 127.0.0.1:{port}: ")), "{error}");
}

#[tokio::test]
async fn the_service_for_other_servers_keeps_limits_and_signatures() {
    let request = |operation: &str, body: String| {
        Request::post("/anywhere")
            .header("x-bot-id", "bot_1")
            .header("x-bot-user-id", "user_bot")
            .header("x-integration-id", "intg_1")
            .header("x-integration-alias", "bench")
            .header("x-webhook-id", "webhook_1")
            .header("x-bp-operation", operation)
            .header("x-bp-configuration", "e30=")
            .body(Full::new(bytes::Bytes::from(body)))
            .unwrap()
    };
    let server = || Server::on_host(Probe(Events::new()), NativeHost::new().into()).body_limit(100);

    let mut service = server().signing_secrets([""; 0]).into_service().unwrap();
    let Ok::<_, Infallible>(answer) = service.call(request("action_triggered", action_body("echo", &json!("x")))).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), r#"{"output":"x","meta":{"cost":0}}"#);
    let Ok(answer) = service.call(request("ping", "x".repeat(101))).await;
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(service.drain(Duration::from_secs(60)).await);

    let mut service = server().signing_secrets([KEY]).into_service().unwrap();
    let Ok(answer) = service.call(request("ping", "{}".to_owned())).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}
