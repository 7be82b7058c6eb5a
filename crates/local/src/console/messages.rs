//! Messages of a conversation: what was said, and saying something.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use botpress_api::endpoint::{create_message, update_message};
use botpress_api::types::{TagPatch, Tags};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{About, PAGE, Refused, actor, view};
use crate::failure::Failure;
use crate::operations::{Call, messages as operations, wire};
use crate::platform::Actor;
use crate::platform::hub::Hub;
use crate::recording::{self, What, because};
use crate::store::messages::{self, MessageFilter, MessageRow};
use crate::store::paging::{Page, Paging};
use crate::store::{Transaction, conversations};

#[derive(Deserialize)]
pub(super) struct Wanted {
    bot: Option<String>,
    next: Option<String>,
}

/// One page of the messages of a conversation, newest first, each with its delivery and its step in the recording.
pub(super) async fn list(
    State(hub): State<Arc<Hub>>,
    Path(conversation): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Value>, Refused> {
    let platform = About { bot: wanted.bot }.platform(&hub)?;
    let scope = platform.scope(&Actor::Bot);
    let found = platform.run(move |tx| {
        let filter = MessageFilter { conversation: Some(conversation), ..MessageFilter::default() };
        let Page { items, next } = messages::list(tx, &scope, filter, &Paging::newest(wanted.next, Some(PAGE)))?;
        Ok((items.into_iter().map(|row| shown(tx, row)).collect::<Result<Vec<_>, _>>()?, next))
    });
    let (mut found, next) = found.await?;
    let veils = platform.veils(&Actor::Bot);
    for message in &mut found {
        veils.mask(message);
        let step = message["id"].as_str().and_then(|id| hub.recording.of(id));
        if let Some(step) = step {
            message["step"] = step.number.into();
            message["chain"] = view::chain_id(step.chain).into();
        }
    }
    Ok(Json(json!({ "messages": found, "next": next })))
}

/// A message with how its delivery stands.
pub(super) fn shown(tx: &Transaction<'_>, row: MessageRow) -> Result<Value, Failure> {
    let (delivery, failure) = messages::delivery(tx, &row.id)?;
    let mut message = json!(wire::message(row));
    message["delivery"] = delivery.into();
    message["failure"] = failure.into();
    Ok(message)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Said {
    conversation_id: String,
    user_id: String,
    #[serde(rename = "type")]
    kind: String,
    payload: Value,
    #[serde(default)]
    tags: Tags,
}

/// Says something as the integration of the conversation would: the bot is told.
pub(super) async fn say(
    State(hub): State<Arc<Hub>>,
    Query(about): Query<About>,
    Json(said): Json<Said>,
) -> Result<Json<Value>, Refused> {
    let platform = about.platform(&hub)?;
    let (scope, id) = (platform.scope(&Actor::Bot), said.conversation_id.clone());
    let alias = platform.run(move |tx| Ok(conversations::get(tx, &scope, &id)?.alias)).await?;
    if alias.is_empty() {
        return Err(Failure::Constraint("the conversation is the bot's own: nobody can write in it".to_owned()).into());
    }
    let actor = actor(&platform, Some(&alias))?;
    let step = hub.recording.step(What::Page { text: format!("wrote a {}", said.kind) });
    let of = recording::About::conversation(Some(&said.conversation_id));
    let step = step.bot(&platform.bot.id).alias(Some(&alias)).about(of).begin();
    let request = create_message::Request::new(said.payload, said.user_id, said.conversation_id, said.kind, said.tags);
    let created = because(step.cause(), operations::create(Call::new(platform, actor), request)).await;
    Ok(Json(json!(step.done(created)?.message)))
}

#[derive(Deserialize)]
pub(super) struct Retagged {
    tags: TagPatch,
}

/// Changes tags as the bot would.
pub(super) async fn update(
    State(hub): State<Arc<Hub>>,
    Path(id): Path<String>,
    Query(about): Query<About>,
    Json(Retagged { tags }): Json<Retagged>,
) -> Result<Json<Value>, Refused> {
    let platform = about.platform(&hub)?;
    let step = hub.recording.step(What::Page { text: "changed the tags of a message".to_owned() });
    let step = step.bot(&platform.bot.id).begin();
    let mut request = update_message::Request::new(id);
    request.tags = Some(tags);
    let changed = because(step.cause(), operations::update(Call::new(platform, Actor::Bot), request)).await;
    Ok(Json(json!(step.done(changed)?.message)))
}
