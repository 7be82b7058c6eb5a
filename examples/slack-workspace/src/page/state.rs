//! What a person sees.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Channel, ChannelKind, Message, ThreadState, View,
    core::Core,
    model::{Model, Surface},
};

/// How many of a channel's messages are shown.
const SHOWN: usize = 300;

/// Who looks where.
#[derive(Debug, Deserialize)]
pub(super) struct Looking {
    /// The person; the first unless said.
    #[serde(default, rename = "as")]
    who: String,
    /// The channel.
    #[serde(default, rename = "in")]
    channel: String,
}

pub(super) async fn show(State(core): State<Arc<Core>>, Query(looking): Query<Looking>) -> Json<Value> {
    let model = core.model();
    let people = || model.users().iter().filter(|user| !user.is_bot && !user.is_deleted);
    let me = people().find(|user| user.id == looking.who).or_else(|| people().next());
    let Some(me) = me.map(|user| user.id.clone()) else { return Json(json!({ "me": null })) };
    let visible = |channel: &&Channel| !channel.is_private() || channel.has(&me);
    let channels: Vec<_> = model.channels().filter(visible).map(|channel| described(&model, channel, &me)).collect();
    let people: Vec<_> = model
        .users()
        .iter()
        .map(|user| {
            json!({
                "id": user.id, "name": user.name, "short": user.short_name(), "picture": user.picture,
                "isBot": user.is_bot, "isDeleted": user.is_deleted, "status": user.status, "title": user.title,
            })
        })
        .collect();
    let apps: Vec<_> = model
        .apps()
        .iter()
        .filter(|app| app.is_installed)
        .map(|app| {
            json!({
                "id": app.id, "name": app.name, "user": app.bot_user, "commands": app.commands,
                "takesMessages": app.takes_messages,
                "home": model.home(&me, &app.id).map(|view| seen(&model, view)),
            })
        })
        .collect();
    let open = model.channels().find(|channel| channel.id == looking.channel).filter(visible);
    Json(json!({
        "team": model.team.name,
        "me": me,
        "people": people,
        "apps": apps,
        "channels": channels,
        "open": open.map(|channel| opened(&model, channel, &me)),
        "modals": model.modals(&me).iter().map(|view| seen(&model, view)).collect::<Vec<_>>(),
    }))
}

fn described(model: &Model, channel: &Channel, me: &str) -> Value {
    let kind = match channel.kind {
        ChannelKind::Public { .. } => "public",
        ChannelKind::Private { .. } => "private",
        ChannelKind::Group { .. } => "group",
        ChannelKind::Direct { .. } => "direct",
    };
    let theirs = model.messages(&channel.id).iter().rev().find(|message| message.user != me);
    json!({
        "id": channel.id,
        "kind": kind,
        "name": channel.name(),
        "app": channel.app,
        "topic": channel.topic,
        "others": others_in(channel, me),
        "isMember": channel.has(me),
        "isArchived": channel.is_archived,
        "latest": theirs.map(|message| message.ts.clone()),
    })
}

/// Of a group, whose only name is who is in it.
fn others_in(channel: &Channel, me: &str) -> Vec<String> {
    let is_group = matches!(channel.kind, ChannelKind::Group { .. });
    let members = channel.members.iter().flatten().filter(|_| is_group);
    members.filter(|member| *member != me).cloned().collect()
}

/// A channel with what is in it.
fn opened(model: &Model, channel: &Channel, me: &str) -> Value {
    let all = model.messages(&channel.id);
    let messages = &all[all.len().saturating_sub(SHOWN)..];
    let threads = messages.iter().map(Message::thread).collect::<std::collections::BTreeSet<_>>();
    let threads = threads.into_iter().chain([""]).filter_map(|ts| {
        let state = model.thread_state(&channel.id, ts);
        (state != ThreadState::default()).then(|| (ts.to_owned(), thread(&state)))
    });
    let mut shown: Vec<_> = messages.iter().map(|message| message_json(model, message, me)).collect();
    shown.extend(model.ephemerals(&channel.id, me).iter().map(|message| message_json(model, message, me)));
    shown.sort_by(|one, other| one["ts"].as_str().cmp(&other["ts"].as_str()));
    json!({
        "id": channel.id,
        "members": model.members(&channel.id).unwrap_or_default(),
        "messages": shown,
        "threads": threads.collect::<serde_json::Map<_, _>>(),
    })
}

fn thread(state: &ThreadState) -> Value {
    let prompts: Vec<_> =
        state.prompts.iter().map(|prompt| json!({ "title": prompt.title, "message": prompt.message })).collect();
    json!({
        "status": state.status, "loadingMessages": state.loading_messages, "title": state.title, "prompts": prompts,
    })
}

fn message_json(model: &Model, message: &Message, me: &str) -> Value {
    let files = message.files.iter().filter_map(|id| model.file(id).ok());
    let files: Vec<_> = files
        .map(|file| {
            json!({
                "id": file.id, "name": file.name, "title": file.title, "mimetype": file.mimetype,
                "size": file.content.len(), "alt": file.alt_text,
            })
        })
        .collect();
    let reactions = message.reactions.iter();
    let reactions: Vec<_> =
        reactions.map(|reaction| json!({ "name": reaction.name, "users": reaction.users })).collect();
    let chosen = Surface::Message(Box::new(message.clone()));
    json!({
        "ts": message.ts,
        "thread": message.thread_ts,
        "inThread": message.is_in_thread(),
        "subtype": message.subtype.map(crate::Subtype::as_str),
        "user": message.user,
        "botId": message.bot_id,
        "username": message.username,
        "icon": message.icon_url,
        "text": message.text,
        "blocks": message.blocks,
        "chosen": model.chosen(&chosen, me),
        "attachments": message.attachments,
        "files": files,
        "reactions": reactions,
        "isEdited": message.edited.is_some(),
        "isStreaming": message.is_streaming,
        "tasks": message.tasks,
        "onlyForMe": message.only_for.is_some(),
    })
}

fn seen(model: &Model, view: &View) -> Value {
    let chosen = Surface::View(Box::new(view.clone()));
    json!({
        "id": view.id, "app": view.app, "content": view.content, "errors": view.errors,
        "chosen": model.chosen(&chosen, &view.user),
    })
}
