//! Calling an action as the bot would.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use botpress_api::endpoint::call_action;
use serde_json::{Value, json};

use super::{About, Refused};
use crate::operations::{Call, integration};
use crate::platform::Actor;
use crate::platform::hub::Hub;
use crate::recording::{What, because};

pub(super) async fn call(
    State(hub): State<Arc<Hub>>,
    Path((alias, name)): Path<(String, String)>,
    Query(about): Query<About>,
    Json(input): Json<Value>,
) -> Result<Json<Value>, Refused> {
    let platform = about.platform(&hub)?;
    let step = hub.recording.step(What::Page { text: format!("called {name}") });
    let step = step.bot(&platform.bot.id).alias(Some(&alias)).begin();
    let chain = super::view::chain_id(step.cause().chain_id());
    let request = call_action::Request::new(format!("{alias}:{name}"), input);
    let outcome = because(step.cause(), integration::call_action(Call::new(platform, Actor::Bot), request)).await;
    let answer = step.done(outcome)?;
    Ok(Json(json!({ "output": answer.output, "chain": chain })))
}
