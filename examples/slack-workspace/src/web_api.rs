//! The part of Slack's Web API that the example integration calls.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::post,
};
use http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value, json};

use crate::{
    Happening, Refusal,
    model::{BOT_ID, Post, TEAM_ID},
    workspace::Core,
};

/// How a call of the Web API can be made to fail.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// 429 with `Retry-After`, in whole seconds.
    RateLimited {
        /// How long to wait.
        retry_after: Duration,
    },
    /// 200 with `ok: false` and this error code: `missing_scope`.
    Refused(String),
    /// This status and a body that is not JSON, as a proxy in front of Slack answers.
    Status(u16),
}

pub(crate) fn router(core: Arc<Core>) -> Router {
    Router::new().route("/api/{method}", post(call)).with_state(core)
}

async fn call(State(core): State<Arc<Core>>, Path(method): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let (error, response) = match core.next_failure(&method) {
        Some(failure) => fail(failure),
        None => match answer(&core, &method, &headers, &body) {
            Ok(mut result) => {
                result["ok"] = true.into();
                (None, axum::Json(result).into_response())
            }
            Err(refusal) => fail(Failure::Refused(refusal.to_string())),
        },
    };
    core.journal.record(Happening::ApiCalled { method, error });
    response
}

fn fail(failure: Failure) -> (Option<String>, Response) {
    match failure {
        Failure::RateLimited { retry_after } => {
            let after = [(header::RETRY_AFTER, retry_after.as_secs().to_string())];
            let body = axum::Json(json!({ "ok": false, "error": "ratelimited" }));
            (Some("ratelimited".to_owned()), (StatusCode::TOO_MANY_REQUESTS, after, body).into_response())
        }
        Failure::Refused(code) => {
            let body = axum::Json(json!({ "ok": false, "error": code }));
            (Some(code), body.into_response())
        }
        Failure::Status(status) => {
            let code = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (Some(format!("status {status}")), (code, "not from Slack").into_response())
        }
    }
}

fn answer(core: &Core, method: &str, headers: &HeaderMap, body: &[u8]) -> Result<Value, Refusal> {
    let arguments = Arguments::read(method, headers, body);
    arguments.authorise(headers, &core.settings.bot_token)?;
    match method {
        "auth.test" => Ok(auth_test(core)),
        "chat.postMessage" => post_message(core, &arguments),
        "conversations.info" => Ok(json!({ "channel": core.model().channel_info(arguments.text("channel")?)? })),
        "conversations.open" => {
            let channel = core.model().open_direct_message(arguments.text("users")?)?;
            Ok(json!({ "channel": { "id": channel } }))
        }
        "reactions.add" | "reactions.remove" => {
            let act = if method == "reactions.add" { Core::react } else { Core::unreact };
            let bot = core.model().bot().id.clone();
            let (channel, ts) = (arguments.text("channel")?, arguments.text("timestamp")?);
            act(core, &bot, channel, ts, arguments.text("name")?)?;
            Ok(json!({}))
        }
        "users.info" => {
            let model = core.model();
            let user = model.user(arguments.text("user")?).ok_or(Refusal::UserNotFound)?;
            Ok(json!({ "user": {
                "id": user.id,
                "team_id": TEAM_ID,
                "name": user.name.to_lowercase().replace(' ', "."),
                "real_name": user.name,
                "is_bot": user.is_bot,
                "profile": user.profile(),
            }}))
        }
        "users.profile.get" => {
            let model = core.model();
            let user = model.user(arguments.text("user")?).ok_or(Refusal::UserNotFound)?;
            Ok(json!({ "profile": user.profile() }))
        }
        _ => Err(Refusal::UnknownMethod),
    }
}

fn auth_test(core: &Core) -> Value {
    let model = core.model();
    json!({
        "url": "https://workspace.example/",
        "team": "Workspace",
        "user": model.bot().name,
        "team_id": TEAM_ID,
        "user_id": model.bot().id,
        "bot_id": BOT_ID,
        "is_enterprise_install": false,
    })
}

fn post_message(core: &Core, arguments: &Arguments) -> Result<Value, Refusal> {
    let bot = core.model().bot().id.clone();
    let channel = arguments.text("channel")?;
    // A user's id stands for the direct message with them.
    let channel = if channel.starts_with('U') {
        core.model().open_direct_message(channel).map_err(|_| Refusal::ChannelNotFound)?
    } else {
        channel.to_owned()
    };
    let mut post = Post::new(&bot, &channel, arguments.optional("text").unwrap_or_default().to_owned());
    post.thread_ts = arguments.optional("thread_ts").map(str::to_owned);
    post.username = arguments.optional("username").map(str::to_owned);
    post.blocks = arguments.blocks()?;
    let message = core.post(post)?;
    Ok(json!({ "channel": message.channel, "ts": message.ts, "message": message.to_json() }))
}

/// A call's arguments, from a form or from JSON.
struct Arguments(Map<String, Value>);

impl Arguments {
    fn read(method: &str, headers: &HeaderMap, body: &[u8]) -> Self {
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !content_type.starts_with("application/json") {
            let pairs = form_urlencoded::parse(body).into_owned();
            return Self(pairs.map(|(name, value)| (name, value.into())).collect());
        }
        // Methods that read take forms only, and Slack says nothing about JSON it does not look at.
        let writes = matches!(method, "chat.postMessage" | "conversations.open" | "reactions.add" | "reactions.remove");
        Self(if writes { serde_json::from_slice(body).unwrap_or_default() } else { Map::new() })
    }

    fn authorise(&self, headers: &HeaderMap, token: &str) -> Result<(), Refusal> {
        let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let given = header.and_then(|value| value.strip_prefix("Bearer ")).or_else(|| self.optional("token"));
        match given {
            None => Err(Refusal::NotAuthed),
            Some(given) if given == token => Ok(()),
            Some(_) => Err(Refusal::InvalidAuth),
        }
    }

    fn optional(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str().filter(|value| !value.is_empty())
    }

    fn text(&self, name: &str) -> Result<&str, Refusal> {
        self.optional(name).ok_or(Refusal::InvalidArguments)
    }

    /// The blocks: a list, or a list written as a string. Slack's limit is 50; images need an address and a description.
    fn blocks(&self) -> Result<Vec<Value>, Refusal> {
        let blocks = match self.0.get("blocks") {
            None => return Ok(Vec::new()),
            Some(Value::String(json)) => serde_json::from_str(json).map_err(|_| Refusal::InvalidBlocks)?,
            Some(value) => value.clone(),
        };
        let Value::Array(blocks) = blocks else { return Err(Refusal::InvalidBlocks) };
        let filled = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
        let fits = |block: &Value| match block["type"].as_str() {
            Some("image") => filled(&block["image_url"]) && filled(&block["alt_text"]),
            Some(_) => true,
            None => false,
        };
        if blocks.len() <= 50 && blocks.iter().all(fits) { Ok(blocks) } else { Err(Refusal::InvalidBlocks) }
    }
}
