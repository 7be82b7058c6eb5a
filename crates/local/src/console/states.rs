//! States: all of them, and writing one.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use botpress_api::endpoint::set_state;
use botpress_api::types::StateKind;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{About, PAGE, Refused, actor};
use crate::failure::Failure;
use crate::operations::{Call, states as operations, wire};
use crate::platform::hub::Hub;
use crate::platform::{Actor, Platform};
use crate::recording::{What, because, find_mask};
use crate::store::states::{self, OwnedState, Place, StateKey};

#[derive(Deserialize)]
pub(super) struct Wanted {
    bot: Option<String>,
    next: Option<String>,
    /// Only those about this: a type and an id.
    about: Option<String>,
    subject: Option<String>,
}

/// One page of states, or all of those about one thing.
pub(super) async fn list(State(hub): State<Arc<Hub>>, Query(wanted): Query<Wanted>) -> Result<Json<Value>, Refused> {
    let platform = About { bot: wanted.bot }.platform(&hub)?;
    if let (Some(kind), Some(subject)) = (wanted.about, wanted.subject) {
        let (bot, now) = (platform.bot.seq, platform.now());
        let found = platform.run(move |tx| states::about(tx, bot, now, &kind, &subject)).await?;
        return Ok(Json(json!({ "states": shown(&platform, found), "next": null })));
    }
    let after = wanted.next.as_deref().map(read_place).transpose()?;
    let (bot, now) = (platform.bot.seq, platform.now());
    let (found, more) = platform.run(move |tx| states::page(tx, bot, now, after.as_ref(), PAGE)).await?;
    let next = found.last().filter(|_| more).map(|last| write_place(&last.place));
    Ok(Json(json!({ "states": shown(&platform, found), "next": next })))
}

/// States as the page gets them, without their secrets.
pub(super) fn shown(platform: &Platform, states: Vec<OwnedState>) -> Vec<Value> {
    let shown = states.into_iter().map(|OwnedState { alias, state, .. }| {
        let subject = state.key.subject.clone();
        let mut shown = json!(wire::state(platform, state));
        shown["alias"] = json!(alias);
        shown["subject"] = subject.into();
        let actor = actor(platform, alias.as_deref()).unwrap_or(Actor::Bot);
        platform.veils(&actor).mask(&mut shown);
        shown
    });
    shown.collect()
}

#[derive(Deserialize)]
pub(super) struct Writing {
    /// Whose state it is: an installation's, or the bot's.
    alias: Option<String>,
    #[serde(rename = "type")]
    kind: StateKind,
    id: String,
    name: String,
    /// `null` removes it.
    payload: Value,
}

/// Writes a state as its owner would. Its secrets stay when they come back masked, and so does its expiry.
pub(super) async fn set(
    State(hub): State<Arc<Hub>>,
    Query(about): Query<About>,
    Json(writing): Json<Writing>,
) -> Result<Json<Value>, Refused> {
    let platform = about.platform(&hub)?;
    let Writing { alias, kind, id, name, mut payload } = writing;
    let actor = actor(&platform, alias.as_deref())?;
    let (scope, key) =
        (platform.scope(&actor), StateKey { kind: kind.to_string(), subject: id.clone(), name: name.clone() });
    let old = platform.run(move |tx| match states::get(tx, &scope, &key) {
        Ok(old) => Ok(Some(old)),
        Err(Failure::NotFound { .. }) => Ok(None),
        Err(other) => Err(other),
    });
    let old = old.await?;
    if let Some(old) = &old {
        platform.veils(&actor).payload.restore(&mut payload, &old.payload);
    }
    if let Some(at) = find_mask("payload", &payload) {
        return Err(Failure::invalid(at, "has no value yet: type one in").into());
    }
    let text = if payload.is_null() { format!("removed the state {name}") } else { format!("set the state {name}") };
    let step = hub.recording.step(What::Page { text }).bot(&platform.bot.id).alias(alias.as_deref()).begin();
    let mut request = set_state::Request::new(kind, id, name, payload);
    if let Some(expiry) = old.and_then(|old| old.expiry).and_then(|expiry| u64::try_from(expiry).ok()) {
        request.expiry = botpress_api::Patch::Set(expiry);
    }
    let outcome = because(step.cause(), operations::set(Call::new(platform, actor), request)).await;
    step.done(outcome)?;
    Ok(Json(json!({})))
}

fn write_place(place: &Place) -> String {
    URL_SAFE_NO_PAD.encode(json!(place).to_string())
}

fn read_place(token: &str) -> Result<Place, Failure> {
    let read = URL_SAFE_NO_PAD.decode(token).ok().and_then(|json| serde_json::from_slice(&json).ok());
    read.ok_or_else(|| Failure::query("next", "is none that was given"))
}
