//! What the protocol asks of an integration, one request per file in `fixtures/`, and what takes more than one request.
//!
//! A fixture's request is a POST to `/` with the headers that Botpress sends, those in `headers` changed (`null` leaves one out).
//! `calls` are the calls of the Botpress API that it causes, with the replies. Lines printed are compared where they are listed.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::{
    fs,
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use botpress_sdk::{Integration as _, api::signature::sign};
use conformance::{Bare, Full, Unknown};
use serde_json::{Value, json};
use support::{
    Case, Outcome, Problem, client_headers, each, equal,
    http::{Request, Response},
    number, own_headers, pairs,
    process::Integration,
    stand_in::Reply,
    without_error_id,
};

/// What Botpress says with every operation, in the order in which a missing one is complained about.
const HEADERS: [(&str, &str); 7] = [
    ("x-bot-id", "bot_9"),
    ("x-bot-user-id", "user_bot_9"),
    ("x-integration-id", "intg_9"),
    ("x-integration-alias", "pilot"),
    ("x-webhook-id", "hook_9"),
    ("x-bp-operation", "ping"),
    ("x-bp-configuration", "e30="),
];

#[test]
fn the_fixtures_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let results = each(&files, |path| {
        let fixture: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy();
        play(&fixture).map_err(|problem| format!("  {name} ({}): {problem}", fixture["protects"]))
    });
    let problems: Vec<_> = results.into_iter().filter_map(Result::err).collect();
    println!("fixtures: {} of {} hold", files.len() - problems.len(), files.len());
    assert!(problems.is_empty(), "{} do not hold:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn every_variant_declares_what_botpress_takes() {
    for definition in [Full::definition(), Bare::definition(), Unknown::definition()] {
        assert_eq!(definition.unwrap().name, "bench-integration");
    }
}

#[test]
fn the_first_missing_header_is_named() {
    let complaints = ["bot", "bot user", "integration", "integration alias", "webhook", "operation", "configuration"];
    let process = Integration::start(&[], "http://127.0.0.1:9");
    for (first_missing, what) in complaints.into_iter().enumerate() {
        // An empty header counts as a missing one.
        for empty in [None, Some("")] {
            let mut headers = HEADERS[..first_missing].to_vec();
            headers.extend(empty.map(|empty| (HEADERS[first_missing].0, empty)));
            let response = post(&process, &headers, b"");
            assert_eq!(response.status, 500);
            assert_eq!(json(&response), json!({ "error": format!("Missing {what} header") }));
        }
    }
}

#[test]
fn with_signing_secrets_only_signed_requests_are_believed() {
    // The vector of the protocol's description: 32 bytes of 7.
    let current = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";
    let previous = "CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg";
    let stranger = "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk";
    let secrets = ("BP_SIGNING_SECRETS".to_owned(), format!("{current}, {previous}"));
    let process = Integration::start(&[secrets], "http://127.0.0.1:9");
    let send = |signature: &str, body: &[u8]| {
        let mut headers = HEADERS.to_vec();
        headers.push(("x-bp-signature", signature));
        let response = post(&process, &headers, body);
        (response.status, json(&response))
    };
    let body = br#"{"type":"hello","input":{}}"#;
    let now: u64 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis().try_into().unwrap();
    let signed = |secret: &str, time| sign(&secret.parse().unwrap(), time, body);

    assert_eq!(send(&signed(current, now), body), (200, json!({})));
    assert_eq!(send(&signed(previous, now), body), (200, json!({})));
    let refused = (401, json!({ "error": "Unauthorized" }));
    assert_eq!(send(&signed(stranger, now), body), refused);
    assert_eq!(send(&signed(current, now), b"{}"), refused);
    assert_eq!(send(&signed(current, now - 301_000), body), refused);
    let vector = "1700000000000,JkNaUpoVg8VrNJqPARpyNwxU8FZCPV4zDoAKeZ9cr6Q";
    assert_eq!(signed(current, 1_700_000_000_000), vector);
    assert_eq!(send(vector, body), refused);
    let unsigned = post(&process, &HEADERS, body);
    assert_eq!((unsigned.status, json(&unsigned)), refused);

    let health =
        Request { method: "GET".into(), target: "/health".into(), headers: vec![host()], ..Request::default() };
    assert_eq!(health.send(process.port()).unwrap().status, 200);
}

fn post(process: &Integration, headers: &[(&str, &str)], body: &[u8]) -> Response {
    let mut request = Request { method: "POST".into(), target: "/".into(), ..Request::default() };
    request.headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    request.headers.extend([host(), ("content-length".into(), body.len().to_string())]);
    request.body = Some(body.to_vec());
    request.send(process.port()).unwrap()
}

fn host() -> (String, String) {
    ("host".into(), "integration.example".into())
}

fn json(response: &Response) -> Value {
    serde_json::from_slice(&response.body).unwrap()
}

fn play(fixture: &Value) -> Result<(), Problem> {
    let calls = fixture["calls"].as_array().map_or(&[][..], Vec::as_slice);
    let replies = calls.iter().map(|call| Reply::from_json(&call["reply"])).collect();
    let case = Case { env: pairs(&fixture["env"]), request: request(&fixture["request"]), replies };
    let outcome = case.play()?;
    compare_response(&outcome.response, &fixture["response"])?;
    compare_calls(&outcome, calls)?;
    for (name, printed) in [("stdout", &outcome.stdout), ("stderr", &outcome.stderr)] {
        if let Some(lines) = fixture[name].as_array() {
            let expected = lines.iter().map(|line| line.as_str().unwrap()).collect();
            equal::<Vec<_>>(name, printed.lines().collect(), expected)?;
        }
    }
    Ok(())
}

fn request(request: &Value) -> Request {
    let mut headers: Vec<(String, String)> = vec![host()];
    if request["anonymous"] != true {
        headers.extend(HEADERS.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
    let mut set = |name: &str, value: Option<String>| {
        headers.retain(|(other, _)| other != name);
        headers.extend(value.map(|value| (name.to_owned(), value)));
    };
    if let Some(operation) = request["operation"].as_str() {
        set("x-bp-operation", Some(operation.to_owned()));
    }
    if let Some(configuration) = request.get("configuration") {
        set("x-bp-configuration", Some(STANDARD.encode(configuration.to_string())));
    }
    for (name, value) in request["headers"].as_object().into_iter().flatten() {
        set(name, value.as_str().map(str::to_owned));
    }
    let text = |name: &str| request[name].as_str().map(str::to_owned);
    let body = match (request.get("json"), text("base64")) {
        (Some(json), _) => Some(json.to_string().into_bytes()),
        (_, Some(base64)) => Some(STANDARD.decode(base64).unwrap()),
        _ => text("text").map(String::into_bytes),
    };
    if let Some(body) = &body {
        set("content-length", Some(body.len().to_string()));
    }
    Request {
        method: text("method").unwrap_or_else(|| "POST".into()),
        target: text("path").unwrap_or_else(|| "/".into()),
        headers,
        body,
        chunks: None,
    }
}

fn compare_response(response: &Response, expected: &Value) -> Result<(), Problem> {
    equal("status", response.status, number(&expected["status"]))?;
    match expected.get("json") {
        Some(json) => {
            let body = serde_json::from_slice(&response.body).map_err(|error| format!("body: {error}"))?;
            equal("body", &without_error_id(body), json)?;
        }
        None => equal("body", String::from_utf8_lossy(&response.body).as_ref(), expected["text"].as_str().unwrap())?,
    }
    let got = response.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    equal("headers", own_headers(got), pairs(&expected["headers"]))
}

fn compare_calls(outcome: &Outcome, expected: &[Value]) -> Result<(), Problem> {
    equal("number of calls", outcome.calls.len(), expected.len())?;
    for (sent, expected) in outcome.calls.iter().zip(expected) {
        equal("method of a call", sent.method.as_str(), expected["method"].as_str().unwrap())?;
        equal("URL of a call", sent.url.as_str(), expected["url"].as_str().unwrap())?;
        equal("body of a call", &sent.body, &expected["json"])?;
        if let Some(headers) = expected["headers"].as_object() {
            let got = sent.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let expected = headers.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap()));
            equal("headers of a call", client_headers(got), client_headers(expected))?;
        }
    }
    Ok(())
}
