//! What the official CLI sends (24 commands, recorded), sent to local Botpress: every call is answered with the recorded
//! status and in the recorded shape, that is with the same keys and JSON types, but for what [`wanted`] lists.
//!
//! The recordings stand beside the checkout, or where `BOTPRESS_GOLDEN` says; without them the test says so and passes.
//! Each runs against a local Botpress of its own, which is first brought into the state that the recording begins with:
//! what it reads before it has made it exists. Ids are mapped, tokens that stand for bundles and pictures replaced.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on should say where"
)]

mod wanted;

use std::collections::BTreeSet;
use std::path::PathBuf;

use botpress_local::LocalBotpress;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Map, Value, json};

use self::wanted::WANTED;

#[tokio::test]
async fn the_recorded_calls_of_the_official_cli_are_answered_in_the_recorded_shape() {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/golden");
    let root = std::env::var_os("BOTPRESS_GOLDEN").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let Ok(folder) = std::fs::read_dir(root.join("cli-traffic")) else {
        eprintln!("cli-traffic: no recordings at {}", root.display());
        return;
    };
    let mut files: Vec<_> = folder.map(|file| file.unwrap().path()).collect();
    files.sort();
    let (mut calls, mut alike, mut found, mut used) = (0, 0, vec![], BTreeSet::new());
    for file in &files {
        let recording: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        let mut replay = Replay::begin(&recording).await;
        for exchange in recording["requests"].as_array().unwrap() {
            calls += 1;
            let differences = replay.compare(exchange, &mut used).await;
            alike += usize::from(differences.is_empty());
            let name = recording["name"].as_str().unwrap();
            let call = format!("{name}: {} {}", exchange["method"], exchange["url"]);
            found.extend(differences.into_iter().map(|difference| format!("{call}: {difference}")));
        }
    }
    println!("cli-traffic: {alike} of {calls} calls answered in the recorded shape ({} recordings)", files.len());
    let unused: Vec<_> = WANTED.iter().map(|it| (it.operation, it.at)).filter(|it| !used.contains(it)).collect();
    assert!(found.is_empty(), "{} differences:\n{}", found.len(), found.join("\n"));
    assert!(unused.is_empty(), "differences that are no longer there: {unused:?}");
}

/// A local Botpress in the state that a recording begins with.
struct Replay {
    local: LocalBotpress,
    client: Client<HttpConnector, Full<Bytes>>,
    workspace: String,
    token: String,
    /// What stands for the stand-in's `intg_0001`.
    integration: String,
}

impl Replay {
    async fn begin(recording: &Value) -> Self {
        let local = LocalBotpress::builder().start().await.unwrap();
        let exchanges = recording["requests"].as_array().unwrap();
        let answered = |exchange: &&Value| exchange["response"]["status"] == 200;
        let workspace = exchanges.iter().filter(answered).find(|it| operation(it) == "getWorkspace");
        let handle = workspace.and_then(|it| it["response"]["body"]["handle"].as_str().map(str::to_owned));
        let made = local.create_workspace("Bench workspace", handle.as_deref()).await.unwrap();
        let client = Client::builder(TokioExecutor::new()).build_http();
        let (workspace, token) = (made.id, made.token);
        let mut replay = Self { local, client, workspace, token, integration: "intver_none".to_owned() };
        let creates = exchanges.iter().position(|it| operation(it) == "createIntegration").unwrap_or(usize::MAX);
        let read = exchanges.iter().take(creates).filter(answered).find_map(|it| {
            let body = &it["response"]["body"];
            body.get("integration").or_else(|| body["integrations"].get(0)).cloned()
        });
        if let Some(integration) = read {
            replay.seed(integration).await;
        }
        replay
    }

    /// Makes the integration that the stand-in had at the beginning.
    async fn seed(&mut self, integration: Value) {
        let kept = [
            "name",
            "version",
            "title",
            "description",
            "configuration",
            "configurations",
            "states",
            "events",
            "actions",
            "entities",
            "attributes",
            "identifier",
            "channels",
            "user",
            "interfaces",
            "dev",
            "visibility",
            "url",
        ];
        let mut body: Map<String, Value> =
            kept.iter().filter_map(|key| Some(((*key).to_owned(), integration.get(key)?.clone()))).collect();
        let names = integration["secrets"].as_array().unwrap().iter();
        let secrets: Map<_, _> = names.map(|name| (name.as_str().unwrap().to_owned(), json!("value"))).collect();
        body.insert("secrets".to_owned(), Value::Object(secrets));
        let body = self.translated(&Value::Object(body)).await;
        let (status, made) = self.send("POST", "/v1/admin/integrations", Some(&body), &[]).await;
        assert_eq!(status, 200, "{made}");
        made["integration"]["id"].as_str().unwrap().clone_into(&mut self.integration);
    }

    async fn compare(&mut self, exchange: &Value, used: &mut BTreeSet<(&'static str, &'static str)>) -> Vec<String> {
        let method = exchange["method"].as_str().unwrap();
        let url = exchange["url"].as_str().unwrap().replace("ws_1", &self.workspace);
        let url = url.replace("intg_0001", &self.integration);
        let body = match &exchange["body"] {
            Value::Null => None,
            body => Some(self.translated(body).await),
        };
        let extra: Vec<_> = ["x-bypass-breaking-changes-detection", "x-multiple-integrations"]
            .into_iter()
            .filter_map(|name| Some((name, exchange["headers"][name].as_str()?)))
            .collect();
        let (status, answer) = self.send(method, &url, body.as_ref(), &extra).await;
        if let (200, Some(id), "createIntegration") =
            (status, answer["integration"]["id"].as_str(), operation(exchange))
        {
            id.clone_into(&mut self.integration);
        }
        let mut found = vec![];
        let recorded = &exchange["response"]["status"];
        if *recorded != status {
            found.push(("status".to_owned(), format!("{recorded} was recorded, {status} is answered: {answer}")));
        }
        shapes("", &exchange["response"]["body"], &answer, &mut found);
        let operation = operation(exchange);
        found.retain(|(at, _)| {
            let wanted = WANTED.iter().find(|wanted| wanted.operation == operation && fits(wanted.at, at));
            if let Some(wanted) = wanted {
                assert!(!wanted.why.is_empty());
                used.insert((wanted.operation, wanted.at));
            }
            wanted.is_none()
        });
        found.into_iter().map(|(at, difference)| format!("{at}: {difference}")).collect()
    }

    /// A body with the ids of this local Botpress, and with what the recorder has replaced by tokens.
    async fn translated(&self, body: &Value) -> Value {
        let mut body = body.clone();
        if body["code"].is_object() {
            body["code"] = "module.exports = {}".into();
        }
        for (key, text) in [("icon", "PHN2Zy8+"), ("readme", "IyBIaQ==")] {
            if body[key].is_string() {
                body[key] = text.into();
            }
        }
        replace_scripts(&mut body);
        let mut statements = body["interfaces"].take();
        for statement in statements.as_object_mut().into_iter().flat_map(Map::values_mut).filter(|it| !it.is_null()) {
            let text = |key: &str| statement[key].as_str().unwrap().to_owned();
            let path = format!("/v1/admin/hub/interfaces/{}/{}", text("name"), text("version"));
            let (status, answer) = self.send("GET", &path, None, &[]).await;
            assert_eq!(status, 200, "{path}: {answer}");
            statement["id"] = answer["interface"]["id"].clone();
        }
        match statements {
            Value::Null => {
                body.as_object_mut().unwrap().shift_remove("interfaces");
            }
            statements => body["interfaces"] = statements,
        }
        body
    }

    async fn send(&self, method: &str, path: &str, body: Option<&Value>, extra: &[(&str, &str)]) -> (u16, Value) {
        let mut request = http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.local.api_url()))
            .header("authorization", format!("Bearer {}", self.token))
            .header("x-workspace-id", &self.workspace)
            .header("content-type", "application/json");
        for (name, value) in extra {
            request = request.header(*name, *value);
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        let answer = self.client.request(request.body(Full::new(body.into())).unwrap()).await.unwrap();
        let status = answer.status().as_u16();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap_or_else(|_| panic!("{method} {path}: no JSON: {bytes:?}")))
    }
}

/// A token is no VRL, and is refused where scripts are compiled.
fn replace_scripts(value: &mut Value) {
    match value {
        Value::String(text) if text.starts_with("<script ") => "null".clone_into(text),
        Value::Object(members) => members.values_mut().for_each(replace_scripts),
        Value::Array(items) => items.iter_mut().for_each(replace_scripts),
        _ => {}
    }
}

/// The operation of a recorded call.
fn operation(exchange: &Value) -> &'static str {
    let url = exchange["url"].as_str().unwrap();
    let path = url.split('?').next().unwrap().trim_start_matches("/v1/admin/");
    let parts: Vec<_> = path.split('/').collect();
    match (exchange["method"].as_str().unwrap(), parts.as_slice()) {
        ("GET", ["workspaces", _]) => "getWorkspace",
        ("PUT", ["workspaces", "handle-availability"]) => "checkHandleAvailability",
        ("PUT", ["workspaces", _]) => "updateWorkspace",
        ("GET", ["bots"]) => "listBots",
        ("GET", ["integrations"]) => "listIntegrations",
        ("GET", ["integrations", _]) => "getIntegration",
        ("GET", ["integrations", _, _]) => "getIntegrationByName",
        ("POST", ["integrations"]) => "createIntegration",
        ("POST", ["integrations", "validate"]) => "validateIntegrationCreation",
        ("PUT", ["integrations", _]) => "updateIntegration",
        ("PUT", ["integrations", _, "validate"]) => "validateIntegrationUpdate",
        ("DELETE", ["integrations", _]) => "deleteIntegration",
        ("GET", ["hub", "integrations"]) => "listPublicIntegrations",
        ("GET", ["hub", "integrations", _, _]) => "getPublicIntegration",
        ("GET", ["hub", "interfaces", _, _]) => "getPublicInterface",
        ("GET", ["interfaces", _, _]) => "getInterfaceByName",
        (method, _) => panic!("an operation that is not expected: {method} {url}"),
    }
}

/// Collects where two answers differ in keys and types, by path.
fn shapes(at: &str, recorded: &Value, answered: &Value, found: &mut Vec<(String, String)>) {
    let below = |key: &str| if at.is_empty() { key.to_owned() } else { format!("{at}.{key}") };
    match (recorded, answered) {
        (Value::Object(recorded), Value::Object(answered)) => {
            for (key, value) in recorded {
                match answered.get(key) {
                    Some(other) => shapes(&below(key), value, other, found),
                    None => found.push((below(key), "recorded, and not answered".to_owned())),
                }
            }
            for key in answered.keys().filter(|key| !recorded.contains_key(*key)) {
                found.push((below(key), "answered, and not recorded".to_owned()));
            }
        }
        (Value::Array(recorded), Value::Array(answered)) => {
            if recorded.len() != answered.len() && (recorded.is_empty() || answered.is_empty()) {
                let lengths = format!("{} items were recorded, {} are answered", recorded.len(), answered.len());
                found.push((below("*"), lengths));
            }
            for (recorded, answered) in recorded.iter().zip(answered) {
                shapes(&below("*"), recorded, answered, found);
            }
        }
        (recorded, answered) if kind(recorded) != kind(answered) => {
            found.push((at.to_owned(), format!("{} was recorded, {} is answered", kind(recorded), kind(answered))));
        }
        _ => {}
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Whether a pattern is about a path.
fn fits(pattern: &str, path: &str) -> bool {
    let (mut pattern, mut path) = (pattern.split('.'), path.split('.'));
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return true,
            (Some(wanted), Some(found)) if wanted == "*" || wanted == found => {}
            _ => return false,
        }
    }
}
