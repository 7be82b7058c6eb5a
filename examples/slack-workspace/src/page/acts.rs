//! What a person does on the page.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Element, Input, Refusal, Subtype, Tab, Upload,
    core::Core,
    model::{Model, Post, Surface},
};

/// Somebody does something.
#[derive(Debug, Deserialize)]
pub(super) struct Deed {
    #[serde(rename = "as")]
    who: String,
    #[serde(flatten)]
    act: Act,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "act", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Act {
    Say {
        channel: String,
        text: String,
        thread: Option<String>,
        #[serde(default)]
        broadcast: bool,
    },
    Edit {
        channel: String,
        ts: String,
        text: String,
    },
    Delete {
        channel: String,
        ts: String,
    },
    React {
        channel: String,
        ts: String,
        name: String,
    },
    Unreact {
        channel: String,
        ts: String,
        name: String,
    },
    Share {
        channel: String,
        text: String,
        thread: Option<String>,
        files: Vec<SharedFile>,
    },
    Use {
        place: Place,
        block: String,
        action: String,
        input: Given,
    },
    Submit,
    CloseModal,
    Join {
        channel: String,
    },
    Leave {
        channel: String,
    },
    /// Opens the direct message with an app.
    Write {
        app: String,
    },
    OpenHome {
        app: String,
    },
}

#[derive(Debug, Deserialize)]
struct SharedFile {
    name: String,
    #[serde(default)]
    kind: String,
    /// In base64.
    content: String,
}

/// On what something is used.
#[derive(Debug, Deserialize)]
#[serde(tag = "on", rename_all = "camelCase")]
enum Place {
    Message { channel: String, ts: String },
    Modal,
    Home { app: String },
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Given {
    Press,
    Pick(String),
    PickMany(Vec<String>),
    Type(String),
}

/// Carries it out; what Slack would refuse is said.
pub(super) async fn carry_out(State(core): State<Arc<Core>>, Json(deed): Json<Deed>) -> Response {
    match core.change(|model| act(model, &deed.who, deed.act)) {
        Ok(answer) => Json(answer).into_response(),
        Err(refusal) => (StatusCode::BAD_REQUEST, Json(json!({ "error": refusal.to_string() }))).into_response(),
    }
}

fn act(model: &mut Model, who: &str, act: Act) -> Result<Value, Refusal> {
    match act {
        Act::Say { channel, text, thread, broadcast } => say(model, who, &channel, &text, thread, broadcast)?,
        Act::Edit { channel, ts, text } => drop(model.edit(who, &channel, &ts, &text)?),
        Act::Delete { channel, ts } => {
            if model.message(&channel, &ts)?.user != who {
                return Err(Refusal::CannotDeleteMessage);
            }
            model.delete_message(who, &channel, &ts)?;
        }
        Act::React { channel, ts, name } => model.react(who, &channel, &ts, &name)?,
        Act::Unreact { channel, ts, name } => model.unreact(who, &channel, &ts, &name)?,
        Act::Share { channel, text, thread, files } => {
            let mut post = Post::typed(who, &channel, &text);
            post.thread_ts = thread;
            let uploads: Result<Vec<_>, Refusal> = files.into_iter().map(upload).collect();
            model.upload(post, uploads?)?;
        }
        Act::Use { place, block, action, input } => {
            let surface = surface(model, who, place)?;
            let element = Element::action(action).in_block(block);
            let input = match input {
                Given::Press => Input::Press,
                Given::Pick(choice) => Input::Pick(choice),
                Given::PickMany(choices) => Input::PickMany(choices),
                Given::Type(text) => Input::Type(text),
            };
            model.act(who, &surface, &element, &input)?;
        }
        Act::Submit => {
            let view = model.modals(who).pop().ok_or(Refusal::ViewNotFound)?;
            model.submit(who, &view)?;
        }
        Act::CloseModal => {
            let view = model.modals(who).pop().ok_or(Refusal::ViewNotFound)?;
            model.cancel_view(who, &view)?;
        }
        Act::Join { channel } => model.join(who, &channel, None)?,
        Act::Leave { channel } => model.leave(who, &channel)?,
        Act::Write { app } => return Ok(json!({ "channel": model.open_direct_message(who, &app)? })),
        Act::OpenHome { app } => model.open_home(who, &app, Tab::Home)?,
    }
    Ok(json!({}))
}

/// What is typed: a message, `/me …`, or a command of an app.
fn say(
    model: &mut Model,
    who: &str,
    channel: &str,
    text: &str,
    thread: Option<String>,
    broadcast: bool,
) -> Result<(), Refusal> {
    let command = text.strip_prefix('/').filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
    if let Some(command) = command {
        let (name, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
        if name != "me" {
            return model.command(who, channel, &format!("/{name}"), rest.trim());
        }
        return model.post(Post::typed(who, channel, rest).special(Subtype::MeMessage)).map(drop);
    }
    let mut post = Post::typed(who, channel, text);
    post.thread_ts = thread;
    if broadcast && post.thread_ts.is_some() {
        post.subtype = Some(Subtype::ThreadBroadcast);
    }
    model.post(post).map(drop)
}

fn surface(model: &Model, who: &str, place: Place) -> Result<Surface, Refusal> {
    Ok(match place {
        Place::Message { channel, ts } => {
            let only_theirs = model.ephemerals(&channel, who).into_iter().find(|message| message.ts == ts);
            let seen = only_theirs.map_or_else(|| model.message(&channel, &ts).cloned(), Ok);
            Surface::Message(Box::new(seen?))
        }
        Place::Modal => Surface::View(Box::new(model.modals(who).pop().ok_or(Refusal::ViewNotFound)?)),
        Place::Home { app } => Surface::View(Box::new(model.home(who, &app).cloned().ok_or(Refusal::ViewNotFound)?)),
    })
}

fn upload(file: SharedFile) -> Result<Upload, Refusal> {
    let content = STANDARD.decode(file.content).map_err(|_| Refusal::InvalidArguments)?;
    let upload = Upload::new(file.name, content);
    Ok(if file.kind.is_empty() { upload } else { upload.mimetype(file.kind) })
}
