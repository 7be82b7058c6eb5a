//! Modules in an interpreter. `.ci/wasm` builds them and sets `BOTPRESS_WASM_MODULES`; without it, these tests are skipped.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "helpers of tests fail as tests do, and say when they are skipped"
)]

mod host;

use serde_json::{Value, json};

use self::host::{Compiled, Frame, Running, START_SECONDS};

fn response(status: u16, body: impl Into<Vec<u8>>) -> Frame {
    Frame::new(json!({ "response": { "status": status, "headers": [["content-type", "application/json"]] } }), body)
}

fn probe(compiled: &Compiled) -> Running {
    compiled.start(&json!({ "PROBE_MOOD": "calm" }))
}

/// The only operation of this kind that is new.
fn operation(running: &mut Running, kind: &str) -> (u32, Frame) {
    let mut operations = running.operations(kind);
    assert_eq!(operations.len(), 1, "{operations:?}");
    operations.remove(0)
}

fn status(answer: &Frame) -> u64 {
    answer.head["status"].as_u64().unwrap()
}

#[test]
fn hello_answers_a_ping_and_an_action() {
    let Some(compiled) = Compiled::load("hello") else { return };
    let mut hello = compiled.start(&json!({}));

    hello.call(1, "ping", "{}").unwrap();
    assert_eq!(hello.answer(1), Some(Frame::new(json!({ "status": 200, "headers": [] }), "{}")));
    hello.action(2, "greet", &json!({ "name": "Ada" })).unwrap();
    assert_eq!(hello.answer(2).unwrap().json(), json!({ "output": { "text": "Hello Ada!" }, "meta": { "cost": 0 } }));
    hello.action(3, "greet", &json!({})).unwrap();
    let refused = hello.answer(3).unwrap();
    assert_eq!((status(&refused), &refused.json()["type"]), (400, &json!("InvalidPayload")));
}

#[test]
fn hello_calls_the_api_and_waits_for_its_answer() {
    let Some(compiled) = Compiled::load("hello") else { return };
    let mut hello = compiled.start(&json!({ "BP_API_URL": "https://api.test", "BP_TOKEN": "a-token" }));
    let knock = json!({ "req": { "method": "GET", "path": "/", "query": "name=Ada", "headers": {} } });

    hello.call(1, "webhook_received", knock.to_string()).unwrap();
    let (operation, request) = operation(&mut hello, "http");
    assert_eq!(request.head["method"], "POST");
    assert_eq!(request.head["url"], "https://api.test/v1/chat/events");
    let headers = request.head["headers"].as_array().unwrap();
    assert!(headers.contains(&json!(["authorization", "Bearer a-token"])), "{headers:?}");
    assert_eq!(request.json()["payload"], json!({ "name": "Ada" }));
    assert!(hello.answer(1).is_none());

    let event = json!({ "event": {
        "id": "evt_1", "type": "hello:knocked", "payload": { "name": "Ada" }, "status": "pending",
        "createdAt": "2026-01-01T00:00:00.000Z", "failureReason": null,
    } });
    hello.resolve(operation, &response(200, event.to_string())).unwrap();
    assert_eq!(status(&hello.answer(1).unwrap()), 200);
}

#[test]
fn the_environment_clocks_and_chance_come_from_the_host() {
    let Some(compiled) = Compiled::load("wasm_test") else { return };
    let mut probe = probe(&compiled);

    probe.action(1, "look", &json!({})).unwrap();
    let answer = probe.answer(1).unwrap();
    let seen = &answer.json()["output"];
    assert_eq!((&seen["mood"], &seen["now"], &seen["moves"]), (&json!("calm"), &json!(START_SECONDS), &json!(true)));
    let random: Vec<u8> = serde_json::from_value(seen["random"].clone()).unwrap();
    assert!(random.windows(2).all(|pair| pair[1] == pair[0].wrapping_add(1)), "{random:?}");
}

#[test]
fn calls_wait_for_their_own_answers_whatever_the_order() {
    let Some(compiled) = Compiled::load("wasm_test") else { return };
    let mut probe = probe(&compiled);

    probe.action(1, "fetch", &json!({ "url": "https://first.test/" })).unwrap();
    let (first, request) = operation(&mut probe, "http");
    assert_eq!((&request.head["method"], &request.head["url"]), (&json!("GET"), &json!("https://first.test/")));
    probe.action(2, "fetch", &json!({ "url": "https://second.test/" })).unwrap();
    let (second, _) = operation(&mut probe, "http");

    probe.resolve(second, &response(200, *b"2\xff")).unwrap();
    assert_eq!(probe.answer(2).unwrap().json()["output"], json!({ "bytes": [50, 255] }));
    assert!(probe.answer(1).is_none());
    probe.resolve(first, &response(200, *b"1")).unwrap();
    assert_eq!(probe.answer(1).unwrap().json()["output"], json!({ "bytes": [49] }));
}

#[test]
fn a_request_that_takes_too_long_is_given_up_and_cancelled() {
    let Some(compiled) = Compiled::load("wasm_test") else { return };
    let mut probe = probe(&compiled);

    probe.action(1, "fetch", &json!({ "url": "https://slow.test/" })).unwrap();
    let (request, _) = operation(&mut probe, "http");
    let (sleep, asked) = operation(&mut probe, "sleep");
    assert_eq!(asked.head["ms"], 10_000);

    probe.resolve(sleep, &Frame::new(json!({}), "")).unwrap();
    assert_eq!(status(&probe.answer(1).unwrap()), 400);
    assert_eq!(probe.cancelled(), [request]);
    probe.resolve(request, &response(200, "too late")).unwrap();
    assert!(probe.answer(1).is_none());
}

#[test]
fn a_panic_ends_the_instance_and_a_new_one_works() {
    let Some(compiled) = Compiled::load("wasm_test") else { return };
    let mut first = probe(&compiled);

    first.action(1, "panic", &json!({})).unwrap_err();
    let log: Vec<&Value> = first.log().iter().filter(|record| record["level"] == "error").collect();
    assert!(log[0]["msg"].as_str().unwrap().contains("the probe had enough"), "{log:?}");

    let mut second = probe(&compiled);
    second.action(1, "look", &json!({})).unwrap();
    assert_eq!(status(&second.answer(1).unwrap()), 200);
}

#[test]
fn an_integration_that_cannot_start_says_why() {
    let Some(compiled) = Compiled::load("wasm_test") else { return };
    let mut probe = compiled.instantiate();

    assert_eq!(probe.init(&json!({})), 0);
    assert_eq!(probe.log()[0]["msg"], "the integration cannot start: PROBE_MOOD is not set");
}

#[test]
fn a_body_that_is_not_utf_8_is_refused() {
    let Some(compiled) = Compiled::load("wasm_test") else { return };
    let mut probe = probe(&compiled);

    probe.call(1, "action_triggered", *b"{\"type\":\"look\xff\"}").unwrap();
    let answer = probe.answer(1).unwrap();
    assert_eq!((status(&answer), &answer.json()["type"]), (400, &json!("InvalidPayload")));
    probe.call(2, "ping", "{}").unwrap();
    assert_eq!(status(&probe.answer(2).unwrap()), 200);
}
