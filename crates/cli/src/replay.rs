//! `cargo botpress replay`: a recorded webhook, sent again.

use std::{fs, path::PathBuf};

use botpress_client::Http;
use clap::Args;
use http::Method;
use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    failure::Failure,
    running::{self, Where},
    ui::{Tone, Ui},
};

/// Sends a recorded webhook to the integration that runs here, and prints its answer.
///
/// The file is JSON: `{"method": "POST", "path": "/", "query": "a=1", "headers": {..}, "body": ".."}`. Everything has a default;
/// a body that is no text is sent as JSON. An answer with a status of 400 or more is a failure.
#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// The recorded request; `-` reads it from standard input.
    file: PathBuf,
    /// The integration's alias in the bot, when there are several.
    #[arg(long, value_name = "ALIAS")]
    integration: Option<String>,
    #[command(flatten)]
    place: Where,
}

/// A recorded request.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recorded {
    #[serde(default = "post")]
    method: String,
    /// Below the webhook's URL.
    #[serde(default)]
    path: String,
    #[serde(default)]
    query: String,
    #[serde(default)]
    headers: IndexMap<String, String>,
    #[serde(default)]
    body: Value,
}

fn post() -> String {
    "POST".to_owned()
}

/// Headers that say how this one request travelled.
const OF_THE_CONNECTION: [&str; 8] =
    ["connection", "content-length", "expect", "host", "keep-alive", "te", "transfer-encoding", "upgrade"];

pub(crate) async fn run(replay: Replay, ui: &Ui) -> Result<(), Failure> {
    let recorded = replay.read()?;
    let running = replay.place.find().await?;
    let integration = running.integration(replay.integration.as_deref()).await?;
    let method = Method::from_bytes(recorded.method.as_bytes())
        .map_err(|_| Failure::Usage(format!("`{}` is no HTTP method", recorded.method)))?;
    let mut url = integration.webhook_url.clone();
    let path = recorded.path.trim_start_matches('/');
    if !path.is_empty() {
        url = format!("{url}/{path}");
    }
    if !recorded.query.is_empty() {
        url = format!("{url}?{}", recorded.query.trim_start_matches('?'));
    }
    let mut request = Http::new(running::host()).request(method, &url);
    for (name, value) in &recorded.headers {
        if !OF_THE_CONNECTION.contains(&name.to_ascii_lowercase().as_str()) {
            request = request.header(name, value);
        }
    }
    let body = match recorded.body {
        Value::Null => String::new(),
        Value::String(body) => body,
        json => json.to_string(),
    };
    let answer = request.body(body).send().await.map_err(|error| Failure::Failed(error.to_string()))?;
    let status = answer.status;
    let headers: IndexMap<String, String> = answer
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let body = answer.text().await.map_err(|error| Failure::Failed(error.to_string()))?;
    ui.result(&json!({ "status": status.as_u16(), "headers": headers, "body": body }), || {
        let end = if body.is_empty() || body.ends_with('\n') { "" } else { "\n" };
        format!("{body}{end}")
    });
    if status.is_client_error() || status.is_server_error() {
        return Err(Failure::Failed(format!(
            "`{}` answered {status}; `cargo botpress logs` may say more",
            integration.alias
        )));
    }
    if !ui.is_json() {
        ui.note(Tone::Good, format_args!("`{}` answered {status}", integration.alias));
    }
    Ok(())
}

impl Replay {
    fn read(&self) -> Result<Recorded, Failure> {
        let (name, text) = if self.file.as_os_str() == "-" {
            ("standard input".to_owned(), std::io::read_to_string(std::io::stdin()))
        } else {
            (self.file.display().to_string(), fs::read_to_string(&self.file))
        };
        let text = text.map_err(Failure::io(format!("read {name}")))?;
        serde_json::from_str(&text).map_err(|error| {
            Failure::Failed(format!(
                "{name} is no recorded webhook: {error}; expected {{\"method\", \"path\", \"query\", \"headers\", \"body\"}}"
            ))
        })
    }
}
