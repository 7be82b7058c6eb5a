//! The recording: chains, searched and filtered, and their steps.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{About, PAGE, Refused, view};
use crate::failure::Failure;
use crate::platform::hub::Hub;
use crate::recording::{Chain, Filter};

#[derive(Deserialize)]
pub(super) struct Wanted {
    bot: Option<String>,
    /// The `first` of the last chain of the page before.
    before: Option<u64>,
    text: Option<String>,
    kind: Option<String>,
    alias: Option<String>,
    conversation: Option<String>,
    #[serde(default)]
    failed: bool,
    #[serde(default)]
    reads: bool,
}

/// One page of chains, newest first.
pub(super) async fn chains(State(hub): State<Arc<Hub>>, Query(wanted): Query<Wanted>) -> Result<Json<Value>, Refused> {
    let bot = About { bot: wanted.bot }.platform(&hub)?.bot.id.clone();
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    let filter = Filter {
        bot: Some(bot),
        text: given(wanted.text),
        kind: given(wanted.kind),
        alias: given(wanted.alias),
        conversation: given(wanted.conversation),
        failed: wanted.failed,
        reads: wanted.reads,
    };
    let recording = Arc::clone(&hub.recording);
    // A search goes through all bodies.
    let search = tokio::task::spawn_blocking(move || {
        let (chains, more) = recording.chains(&filter, wanted.before, PAGE);
        let next = chains.last().filter(|_| more).map(Chain::first);
        json!({ "chains": chains.iter().map(view::chain).collect::<Vec<_>>(), "next": next })
    });
    Ok(Json(search.await.map_err(|error| Failure::Internal(error.to_string()))?))
}

/// A chain with its steps, oldest first.
pub(super) async fn chain(State(hub): State<Arc<Hub>>, Path(id): Path<String>) -> Result<Json<Value>, Refused> {
    let chain = u128::from_str_radix(&id, 16).ok().and_then(|id| hub.recording.chain(id));
    let chain = chain.ok_or_else(|| Failure::not_found("chain", id))?;
    let steps: Vec<_> = chain.steps.iter().map(|step| view::step(step)).collect();
    Ok(Json(json!({ "chain": view::chain(&chain), "steps": steps })))
}

/// A step with its bodies.
pub(super) async fn step(State(hub): State<Arc<Hub>>, Path(number): Path<u64>) -> Result<Json<Value>, Refused> {
    let step = hub.recording.get(number).ok_or_else(|| Failure::not_found("step", number.to_string()))?;
    Ok(Json(view::whole(&step)))
}
