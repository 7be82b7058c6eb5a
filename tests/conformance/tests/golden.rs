//! Replays what the official SDK was recorded doing with one request each: the same response, the same calls, the same log.
//!
//! The recordings are found through `BOTPRESS_GOLDEN`, or beside the checkout; without them the test says so and passes.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;
mod wanted;

use std::{env, fs, path::PathBuf};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
use support::{
    Case, Outcome, Problem, client_headers, each, equal, http::Request, number, own_headers, pairs,
    process::Integration, stand_in::Reply, without_error_id,
};
use wanted::{Instead, WANTED, Wanted};

#[test]
fn the_recordings_replay_equal_where_no_difference_is_wanted() {
    let Some(folder) = golden() else {
        println!("runtime: recordings not found, nothing replayed");
        return;
    };
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let results = each(&files, |path| {
        let file = path.file_stem().unwrap().to_string_lossy().into_owned();
        let recording: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let wanted = WANTED.iter().find(|wanted| wanted.file == file);
        (file, wanted, replay(&recording, wanted))
    });
    let (mut equal, mut differing, mut problems) = (0, Vec::new(), Vec::new());
    for (file, wanted, result) in results {
        match (result, wanted) {
            (Err(problem), _) => problems.push(format!("  {file}: {problem}")),
            (Ok(()), Some(wanted)) => differing.push(format!("  {file}: {}", wanted.reason)),
            (Ok(()), None) => equal += 1,
        }
    }
    println!("runtime: {equal} of {} replayed equal, {} wanted differences", files.len(), differing.len());
    println!("{}", differing.join("\n"));
    assert!(problems.is_empty(), "{} differ:\n{}", problems.len(), problems.join("\n"));
    assert_eq!(differing.len(), WANTED.len(), "a wanted difference has no recording");
}

fn golden() -> Option<PathBuf> {
    let root = env::var_os("BOTPRESS_GOLDEN").map(PathBuf::from);
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/golden");
    Some(root.unwrap_or_else(beside).join("runtime")).filter(|folder| folder.is_dir())
}

fn replay(recording: &Value, wanted: Option<&Wanted>) -> Result<(), Problem> {
    if recording.get("request").is_none() {
        return start_up(recording);
    }
    let outcome =
        Case { env: pairs(&recording["env"]), request: request(recording), replies: replies(recording) }.play()?;
    match wanted {
        Some(wanted) => compare_wanted(&outcome, wanted),
        None => compare(&outcome, recording),
    }
}

/// A recording of what is printed before the first request: where it listens, and nothing else.
fn start_up(recording: &Value) -> Result<(), Problem> {
    let recorded = [&recording["stdout"], &recording["stderr"]];
    assert_eq!(recorded, ["Listening on port 9200\n", ""]);
    let process = Integration::start(&pairs(&recording["env"]), "http://127.0.0.1:9");
    equal("printed", process.end(), (String::new(), String::new()))
}

fn request(recording: &Value) -> Request {
    let request = &recording["request"];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let headers = request["rawHeaders"].as_array().unwrap().iter();
    Request {
        method: text(&request["method"]),
        target: text(&request["path"]),
        headers: headers.map(|pair| (text(&pair[0]), text(&pair[1]))).collect(),
        body: match (&request["bodyBase64"], &request["body"]) {
            (Value::String(base64), _) => Some(STANDARD.decode(base64).unwrap()),
            (_, Value::String(text)) => Some(text.clone().into_bytes()),
            (_, Value::Object(shortened)) => Some(lengthened(shortened).into_bytes()),
            _ => None,
        },
        chunks: request["chunked"].as_array().map(|sizes| sizes.iter().map(number).collect()),
    }
}

/// A long text of which the recording has both ends; between them is one run of `x`.
fn lengthened(shortened: &Map<String, Value>) -> String {
    let [start, end] = ["start", "end"].map(|part| shortened[part].as_str().unwrap());
    let length: usize = number(&shortened["length"]);
    format!("{start}{}{end}", "x".repeat(length - start.len() - end.len()))
}

/// What the recorded stand-in answered, call by call: its rules (`apiRules`) already applied.
fn replies(recording: &Value) -> Vec<Reply> {
    calls(recording).iter().map(|call| Reply::from_json(&call["response"])).collect()
}

fn calls(recording: &Value) -> &[Value] {
    recording["apiRequests"].as_array().map_or(&[], Vec::as_slice)
}

fn compare_wanted(outcome: &Outcome, wanted: &Wanted) -> Result<(), Problem> {
    let response = &outcome.response;
    equal("status", response.status, wanted.status)?;
    equal("number of calls", outcome.calls.len(), 0)?;
    let body: Value = serde_json::from_slice(&response.body).map_err(|error| error.to_string())?;
    let body = without_error_id(body);
    let (message, part) = match wanted.instead {
        Instead::Json(expected) => return equal("body", body, expected()),
        Instead::Refusal(part) => (&body["error"], part),
        Instead::InvalidPayload(part) => {
            let head = json!([body["id"], body["code"], body["type"]]);
            equal("error", head, json!(["<ERROR_ID>", 400, "InvalidPayload"]))?;
            (&body["message"], part)
        }
    };
    match message.as_str() {
        Some(message) if message.starts_with(part) => Ok(()),
        _ => Err(format!("message: got {message}, expected one that starts with {part:?}")),
    }
}

fn compare(outcome: &Outcome, recording: &Value) -> Result<(), Problem> {
    let (response, recorded) = (&outcome.response, &recording["response"]);
    equal("status", response.status, number(&recorded["status"]))?;
    compare_body(&response.body, recorded)?;
    let got = response.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let expected = recorded["headers"].as_array().unwrap().iter();
    let expected = expected.map(|pair| (pair[0].as_str().unwrap(), pair[1].as_str().unwrap()));
    equal("headers", own_headers(got), own_headers(expected))?;
    let mut statuses = response.interim.clone();
    statuses.push(response.status);
    if let Some(all) = recording["allResponses"].as_array() {
        equal("statuses", statuses, all.iter().map(|response| number(&response["status"])).collect())?;
    }
    compare_calls(outcome, recording)?;
    compare_log(outcome, recording)
}

fn compare_body(body: &[u8], recorded: &Value) -> Result<(), Problem> {
    if let Some(json) = recorded.get("bodyJson") {
        let body = serde_json::from_slice(body).map_err(|error| format!("body: {error}"))?;
        return equal("body", &without_error_id(body), json);
    }
    let text = match &recorded["body"] {
        Value::Object(shortened) => lengthened(shortened),
        text => text.as_str().unwrap().to_owned(),
    };
    if body == text.as_bytes() {
        return Ok(());
    }
    Err(format!("body: got {} bytes that are not the {} expected", body.len(), text.len()))
}

fn compare_calls(outcome: &Outcome, recording: &Value) -> Result<(), Problem> {
    let recorded = calls(recording);
    equal("number of calls", outcome.calls.len(), recorded.len())?;
    for (sent, recorded) in outcome.calls.iter().zip(recorded) {
        equal("method of a call", sent.method.as_str(), recorded["method"].as_str().unwrap())?;
        equal("URL of a call", sent.url.as_str(), recorded["url"].as_str().unwrap())?;
        equal("body of a call", &sent.body, &recorded["body"])?;
        let got = sent.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let expected = recorded["headers"].as_object().unwrap().iter();
        let expected = expected.map(|(name, value)| (name.as_str(), value.as_str().unwrap()));
        equal("headers of a call", client_headers(got), client_headers(expected))?;
    }
    Ok(())
}

/// Compares what was printed, line by line.
///
/// What Node prints of an error that it did not expect (a stack), and of a request that it refuses before there is a logger, is
/// its own. We log the former in the platform's format, one line more, and answer the latter without one.
fn compare_log(outcome: &Outcome, recording: &Value) -> Result<(), Problem> {
    equal("stdout", lines(&outcome.stdout), lines(recording["stdout"].as_str().unwrap()))?;
    let recorded = recording["stderr"].as_str().unwrap();
    if recorded.starts_with("Error while handling request ") {
        return equal("stderr", outcome.stderr.as_str(), "");
    }
    let (mut got, mut expected) = (lines(&outcome.stderr), lines(recorded));
    // What the client traces; the recorded one repeats calls in silence.
    got.retain(|line| !line.as_str().is_some_and(|line| line.starts_with("Botpress API call failed, trying again ")));
    if outcome.response.status == 500 && !expected.is_empty() {
        equal("lines of an unexpected error", got.len(), 2)?;
        got.remove(0);
        // The line for the bot's owner comes last.
        expected.drain(..expected.len() - 1);
    }
    equal("stderr", got, expected)
}

/// The lines; JSON where they are, and where a handler printed what it got.
fn lines(text: &str) -> Vec<Value> {
    let line = |line: &str| match line.strip_prefix("HANDLER ").and_then(|line| line.split_once(" {")) {
        Some((handler, json)) => json!([handler, handed_over(serde_json::from_str(&format!("{{{json}")).unwrap())]),
        None => serde_json::from_str(line).unwrap_or_else(|_| line.into()),
    };
    text.lines().map(line).collect()
}

/// What a handler got, the same for both: inside an integration tags have no prefix, and conversations count their messages.
fn handed_over(value: Value) -> Value {
    let without_prefix = |key: String| key.strip_prefix("bench-integration:").map_or(key.clone(), str::to_owned);
    match value {
        Value::Object(map) => {
            let entries = map.into_iter().filter(|(key, _)| key != "messageCount");
            entries.map(|(key, value)| (without_prefix(key), handed_over(value))).collect()
        }
        Value::Array(values) => values.into_iter().map(handed_over).collect(),
        scalar => scalar,
    }
}
