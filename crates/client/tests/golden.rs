//! Replays what the official client was recorded doing: the same requests, the same outcome.
//!
//! The recordings are found through `BOTPRESS_GOLDEN`, or beside the checkout; without them the test says so and passes.
#![allow(clippy::unwrap_used, clippy::needless_pass_by_value, reason = "tests")]

mod support;

use std::{collections::BTreeMap, error::Error as _, fs, path::PathBuf, sync::Arc, time::Duration};

use botpress_api::{Endpoint, ErrorKind, Paginated, endpoint::*};
use botpress_client::{Client, ClientOptions, Error, FileContent, RetryPolicy};
use serde_json::{Map, Value};
use support::{Reply, ScriptedHost, Sent, TOKEN, request};
use time::{OffsetDateTime, format_description::well_known::Rfc2822};

/// Where this client differs on purpose: it does not repeat a call that may have been executed.
const WANTED: [&str; 4] =
    ["retry-502-backoff", "retry-502-exhausted", "retry-network-reset-always", "timeout-300ms-retried"];

#[test]
fn the_recordings_replay_equal() {
    let Some(folder) = golden() else {
        println!("client: recordings not found, nothing replayed");
        return;
    };
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut equal, mut differing, mut problems) = (0, Vec::new(), Vec::new());
    for file in &files {
        let recording: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        let name = recording["name"].as_str().unwrap().to_owned();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let result = runtime.block_on(replay(&name, &recording));
        match result {
            Ok(()) if WANTED.contains(&name.as_str()) => differing.push(name),
            Ok(()) => equal += 1,
            Err(problem) => problems.push(format!("{name}: {problem}")),
        }
    }
    println!("client: {equal} of {} replayed equal, wanted differences: {differing:?}", files.len());
    assert!(problems.is_empty(), "{} differ:\n{}", problems.len(), problems.join("\n"));
    assert_eq!(differing, WANTED);
}

fn golden() -> Option<PathBuf> {
    let root = std::env::var_os("BOTPRESS_GOLDEN").map(PathBuf::from);
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/golden");
    Some(root.unwrap_or_else(beside).join("client")).filter(|folder| folder.is_dir())
}

async fn replay(name: &str, recording: &Value) -> Result<(), String> {
    let host = Arc::new(host(name, recording));
    let client = Client::new(host.clone(), options(name, recording, &host));
    let outcome = run(&client, recording).await;
    let mut exchanges = recording["exchanges"].as_array().unwrap().clone();
    let mut output = recording["output"].clone();
    if WANTED.contains(&name) {
        if output["thrown"] != true {
            output = Value::Null;
        }
        exchanges.truncate(1);
    }
    if name == "network-refused" {
        // The stand-in saw none of the attempts.
        check("attempts", host.sent().len(), 4)?;
        check_wait("all waits", host.elapsed(), 6000)?;
    } else {
        check("number of requests", host.sent().len(), exchanges.len())?;
        for (index, (sent, exchange)) in host.sent().iter().zip(&exchanges).enumerate() {
            compare_request(sent, &exchange["request"]).map_err(|problem| format!("request {index}: {problem}"))?;
            if let Some(wait) = exchange["msAfterPrevious"].as_u64() {
                check_wait(&format!("wait before request {index}"), sent.at - host.sent()[index - 1].at, wait)?;
            }
        }
    }
    match outcome {
        Err(error) if output.is_null() => check("type", error.kind(), ErrorKind::RateLimited),
        Err(error) => compare_error(&error, &output),
        Ok(value) if is_typed(recording) => compare_subset("output", &value, &output),
        Ok(value) => check("output", &value, &output),
    }
}

/// Whether the outcome went through our types, which lack keys that only the stand-in has.
fn is_typed(recording: &Value) -> bool {
    let operation = recording["operation"].as_str().unwrap();
    operation.starts_with("list.") || operation == "uploadFile"
}

/// A host that answers as the stand-in did.
fn host(name: &str, recording: &Value) -> ScriptedHost {
    let delay = Duration::from_millis(recording["rules"][0]["delayMs"].as_u64().unwrap_or(0));
    let mut replies: Vec<_> = recording["exchanges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|exchange| {
            let response = &exchange["response"];
            match response {
                Value::String(_) => Reply::lost(),
                // The client had given up before this one was written.
                Value::Null => Reply::new(200, "{}").after(delay),
                _ => reply(response).after(delay),
            }
        })
        .collect();
    if name == "network-refused" {
        replies = vec![Reply::refused(); 4];
    }
    let mut host = ScriptedHost::new(replies).env("BP_TOKEN", TOKEN).env("BP_API_URL", "http://127.0.0.1:9100");
    if name == "client-env-defaults" {
        host = host.env("BP_BOT_ID", "env_bot").env("BP_INTEGRATION_ID", "env_intg").env("BP_WORKSPACE_ID", "env_ws");
    }
    if name == "retry-429-retry-after-date-future" {
        let date = recording["rules"][0]["headers"]["retry-after"].as_str().unwrap();
        let date = OffsetDateTime::parse(date, &Rfc2822).unwrap();
        host.epoch = (date - Duration::from_millis(2500)).into();
    }
    host
}

fn reply(response: &Value) -> Reply {
    let body = match &response["body"] {
        Value::String(text) => text.clone(),
        json => json.to_string(),
    };
    let reply = Reply::new(response["status"].as_u64().unwrap().try_into().unwrap(), body);
    let headers = response["headers"].as_object().into_iter().flatten();
    headers.fold(reply, |reply, (name, value)| reply.header(name, value.as_str().unwrap()))
}

/// What the recorded client was made with: see part A.1 of the addenda for what `clientProps` lost.
fn options(name: &str, recording: &Value, host: &ScriptedHost) -> ClientOptions {
    let mut options = ClientOptions::from_env(host);
    if !["client-env-defaults", "client-no-bot-no-integration"].contains(&name) {
        let trace = http::HeaderMap::from_iter([(
            "traceparent".parse().unwrap(),
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".parse().unwrap(),
        )]);
        options = options.bot_id("bot_1").integration_id("intg_1").integration_alias("bench").trace_from(&trace);
    }
    if name.starts_with("error-") || name == "timeout-no-retry" {
        options = options.retry(RetryPolicy::NONE);
    }
    if let Some(url) = recording["clientProps"]["apiUrl"].as_str() {
        options = options.base_url(url);
    }
    if let Some(timeout) = recording["clientProps"]["timeout"].as_u64() {
        options = options.timeout(Duration::from_millis(timeout));
    }
    options
}

async fn run(client: &Client, recording: &Value) -> Result<Value, Error> {
    let input = recording["input"].as_object().cloned().unwrap_or_default();
    macro_rules! operations {
        ($($name:literal => $module:ident),+; $($list:literal => $items:ident),+) => {
            match recording["operation"].as_str().unwrap() {
                $($name => send::<$module::Request>(client, input).await,)+
                $($list => list::<$items::Request>(client, input).await,)+
                "uploadFile" => upload(client, input).await,
                other => panic!("unknown operation {other}"),
            }
        };
    }
    operations! {
        "addParticipant" => add_participant,
        "callAction" => call_action,
        "cancelScheduledEvent" => cancel_scheduled_event,
        "captureObservation" => capture_observation,
        "configureIntegration" => configure_integration,
        "createConversation" => create_conversation,
        "createEvent" => create_event,
        "createMessage" => create_message,
        "createUser" => create_user,
        "deleteFile" => delete_file,
        "deleteMessage" => delete_message,
        "deleteUser" => delete_user,
        "getConversation" => get_conversation,
        "getEvent" => get_event,
        "getMessage" => get_message,
        "getOrCreateConversation" => get_or_create_conversation,
        "getOrCreateMessage" => get_or_create_message,
        "getOrCreateUser" => get_or_create_user,
        "getOrSetState" => get_or_set_state,
        "getState" => get_state,
        "getUser" => get_user,
        "importMessages" => import_messages,
        "initializeIncomingMessage" => initialize_incoming_message,
        "introspect" => introspect,
        "listConversations" => list_conversations,
        "listEvents" => list_events,
        "listFiles" => list_files,
        "listTagValues" => list_tag_values,
        "listWorkflows" => list_workflows,
        "patchState" => patch_state,
        "removeParticipant" => remove_participant,
        "setState" => set_state,
        "trackAnalytics" => track_analytics,
        "updateFileMetadata" => update_file_metadata,
        "updateMessage" => update_message,
        "updateUser" => update_user;
        "list.events" => list_events,
        "list.files" => list_files,
        "list.messages" => list_messages,
        "list.participants" => list_participants,
        "list.users" => list_users
    }
}

/// Sends the call; its answer must also be of the operation's type.
async fn send<E: Endpoint>(client: &Client, input: Map<String, Value>) -> Result<Value, Error> {
    let answer = client.send_untyped(from_input::<E>(input)).await?;
    let typed = serde_json::from_value::<E::Response>(answer.clone());
    typed.unwrap_or_else(|error| panic!("{}: {error}: {answer}", E::OPERATION));
    Ok(answer)
}

async fn list<E>(client: &Client, mut input: Map<String, Value>) -> Result<Value, Error>
where
    E: Paginated<Item: serde::Serialize>,
{
    let limit = input.remove("limit").and_then(|limit| limit.as_u64()).unwrap_or(u64::MAX);
    let items = client.list(from_input::<E>(input)).limit(limit.try_into().unwrap()).collect().await?;
    Ok(serde_json::to_value(items).unwrap())
}

async fn upload(client: &Client, mut input: Map<String, Value>) -> Result<Value, Error> {
    let content = match (input.remove("content"), input.remove("url")) {
        (Some(Value::String(text)), _) if text == "<bytes 00 ff 01>" => FileContent::from(vec![0x00, 0xff, 0x01]),
        (Some(Value::String(text)), _) => FileContent::from(text),
        (_, Some(Value::String(url))) => FileContent::from_url(url),
        _ => FileContent::from(Vec::new()),
    };
    input.insert("size".into(), 0.into());
    let file = client.upload_file(from_input::<upsert_file::Request>(input), content).await?;
    Ok(serde_json::json!({ "file": file }))
}

/// The request of an operation from the object that the official client takes.
fn from_input<E: Endpoint>(mut input: Map<String, Value>) -> E {
    let names = E::PATH.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let path: Vec<_> = names.map(|name| input.remove(name).unwrap().as_str().unwrap().to_owned()).collect();
    let path: Vec<_> = path.iter().map(String::as_str).collect();
    input.remove("notAField");
    if E::METHOD == http::Method::GET {
        let mut query = Vec::new();
        for (key, value) in &input {
            write_query(key, value, &mut query);
        }
        request(&path, &query.join("&"), "")
    } else {
        request(&path, "", &Value::from(input).to_string())
    }
}

fn write_query(key: &str, value: &Value, pairs: &mut Vec<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| write_query(&format!("{key}.{name}"), value, pairs)),
        Value::Array(values) => values.iter().for_each(|value| write_query(key, value, pairs)),
        Value::String(text) => pairs.push(format!("{key}={text}")),
        other => pairs.push(format!("{key}={other}")),
    }
}

fn compare_request(sent: &Sent, expected: &Value) -> Result<(), String> {
    check("method", sent.method.as_str(), expected["method"].as_str().unwrap())?;
    let url: http::Uri = expected["url"].as_str().unwrap().parse().unwrap();
    check("path", sent.uri.path(), url.path())?;
    check("query", query(&sent.uri), query(&url))?;
    let significant = |name: &str| {
        name.starts_with("x-")
            || ["authorization", "traceparent", "tracestate", "sentry-trace", "content-type"].contains(&name)
    };
    let recorded: BTreeMap<_, _> = expected["headers"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
        .collect();
    let headers = sent.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap()));
    check(
        "headers",
        headers.filter(|(name, _)| significant(name)).collect::<BTreeMap<_, _>>(),
        recorded.into_iter().filter(|(name, _)| significant(name)).collect(),
    )?;
    if let Some(json) = expected.get("body") {
        return check("body", &serde_json::from_slice::<Value>(&sent.body).map_err(|error| error.to_string())?, json);
    }
    if expected["bodyBase64"] == "AP8B" {
        return check("body", &sent.body[..], &[0x00, 0xff, 0x01]);
    }
    check("body", sent.body.as_ref(), expected["bodyText"].as_str().unwrap_or_default().as_bytes())
}

fn query(uri: &http::Uri) -> Vec<String> {
    let mut pairs: Vec<_> = uri.query().unwrap_or_default().split('&').map(str::to_owned).collect();
    pairs.sort();
    pairs
}

fn compare_error(error: &Error, expected: &Value) -> Result<(), String> {
    check("thrown", expected["thrown"].as_bool(), Some(true))?;
    if expected["isApiError"] == false {
        check("is an upload error", matches!(error, Error::Upload(_)), true)?;
        check("message", error.to_string().as_str(), expected["message"].as_str().unwrap())?;
        let inner = error.source().map(ToString::to_string);
        return check("innerMessage", inner.as_deref(), expected["innerMessage"].as_str());
    }
    let kind = match error.kind() {
        ErrorKind::Other(_) => ErrorKind::Unknown,
        kind => kind,
    };
    check("type", kind.as_str(), expected["type"].as_str().unwrap())?;
    check("code", u64::from(kind.status().as_u16()), expected["code"].as_u64().unwrap())?;
    check("message", error.api_message().as_str(), expected["message"].as_str().unwrap())?;
    let Some(api) = error.api() else { return Ok(()) };
    let mut json = serde_json::to_value(api).unwrap();
    if expected["id"] == "<ERROR_ID>" {
        check("id begins with err_", api.id.starts_with("err_"), true)?;
        json["id"] = expected["id"].clone();
    }
    check("toJSON", &json, &expected["toJSON"])
}

/// Whether what both have is equal, the ids and the lengths at least.
fn compare_subset(at: &str, actual: &Value, expected: &Value) -> Result<(), String> {
    match (actual, expected) {
        (Value::Object(actual), Value::Object(expected)) => {
            check(&format!("{at}.id"), actual.get("id"), expected.get("id"))?;
            let mut both = expected.iter().filter_map(|(key, value)| Some((key, actual.get(key)?, value)));
            both.try_for_each(|(key, actual, expected)| compare_subset(&format!("{at}.{key}"), actual, expected))
        }
        (Value::Array(actual), Value::Array(expected)) => {
            check(&format!("{at}.length"), actual.len(), expected.len())?;
            actual.iter().zip(expected).try_for_each(|(actual, expected)| compare_subset(at, actual, expected))
        }
        _ => check(at, actual, expected),
    }
}

fn check<T: PartialEq + std::fmt::Debug>(what: &str, actual: T, expected: T) -> Result<(), String> {
    if actual == expected { Ok(()) } else { Err(format!("{what}: {actual:?}, recorded {expected:?}")) }
}

/// The recorded wait, less what the network took, is the least; jitter adds a quarter at most, or 100 ms.
fn check_wait(what: &str, actual: Duration, recorded_ms: u64) -> Result<(), String> {
    let least = recorded_ms / 100 * 100;
    let most = least + (least / 4).max(100);
    let actual: u64 = actual.as_millis().try_into().unwrap();
    if (least..=most).contains(&actual) {
        Ok(())
    } else {
        Err(format!("{what}: {actual} ms, recorded {recorded_ms} ms"))
    }
}
