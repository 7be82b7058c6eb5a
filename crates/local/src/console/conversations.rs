//! Conversations: which there are, new ones, and what is known about one.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use botpress_api::endpoint::{create_conversation, get_or_create_conversation, update_conversation};
use botpress_api::types::{Conversation, TagPatch, Tags};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{About, PAGE, Refused, actor, messages, states as shown_states};
use crate::failure::Failure;
use crate::operations::{Call, conversations as operations, wire};
use crate::platform::hub::Hub;
use crate::platform::{Actor, Platform};
use crate::recording::{What, because};
use crate::store::conversations::{self, ConversationFilter};
use crate::store::messages::MessageFilter;
use crate::store::paging::{Field, Page, Paging};
use crate::store::users::{self, UserFilter};
use crate::store::{Scope, Transaction, states};

#[derive(Deserialize)]
pub(super) struct Wanted {
    bot: Option<String>,
    alias: Option<String>,
    channel: Option<String>,
    next: Option<String>,
}

/// One page of conversations, those with the newest changes first, each with who is in it and what was said last.
pub(super) async fn list(State(hub): State<Arc<Hub>>, Query(wanted): Query<Wanted>) -> Result<Json<Value>, Refused> {
    let platform = About { bot: wanted.bot }.platform(&hub)?;
    let filter = ConversationFilter {
        integration: wanted.alias.filter(|alias| !alias.is_empty()),
        channel: wanted.channel.filter(|channel| !channel.is_empty()),
        ..ConversationFilter::default()
    };
    let (scope, paging) = (platform.scope(&Actor::Bot), Paging::newest(wanted.next, Some(PAGE)));
    let found = platform.run(move |tx| {
        let Page { items, next } = conversations::list(tx, &scope, filter, &paging)?;
        let mut shown = Vec::new();
        for row in items {
            let people = people(tx, &scope, &row.id, 3)?;
            let last = last_message(tx, &scope, &row.id)?;
            let mut conversation = json!(wire::conversation(row));
            conversation["people"] = people.into();
            conversation["last"] = last.unwrap_or_default();
            shown.push(conversation);
        }
        Ok((shown, next))
    });
    let (mut found, next) = found.await?;
    let veils = platform.veils(&Actor::Bot);
    found.iter_mut().for_each(|conversation| veils.mask(conversation));
    Ok(Json(json!({ "conversations": found, "next": next })))
}

/// A conversation with those who are in it, and its states.
pub(super) async fn get(
    State(hub): State<Arc<Hub>>,
    Path(id): Path<String>,
    Query(about): Query<About>,
) -> Result<Json<Value>, Refused> {
    let platform = about.platform(&hub)?;
    let (scope, bot) = (platform.scope(&Actor::Bot), platform.bot.seq);
    let found = platform.run(move |tx| {
        let conversation = conversations::get(tx, &scope, &id)?;
        let people = people(tx, &scope, &id, PAGE)?;
        Ok((conversation, people, states::about(tx, bot, scope.now, "conversation", &id)?))
    });
    let (conversation, people, states) = found.await?;
    let mut shown = json!(wire::conversation(conversation));
    shown["people"] = people.into();
    shown["states"] = shown_states::shown(&platform, states).into();
    Ok(Json(shown))
}

#[derive(Deserialize)]
pub(super) struct New {
    alias: String,
    channel: String,
    #[serde(default)]
    tags: Tags,
}

/// A conversation in a channel, made as its integration would: the one with these tags, or a new one when it has none.
pub(super) async fn create(
    State(hub): State<Arc<Hub>>,
    Query(about): Query<About>,
    Json(New { alias, channel, tags }): Json<New>,
) -> Result<Json<Value>, Refused> {
    let platform = about.platform(&hub)?;
    let step = hub.recording.step(What::Page { text: format!("began a conversation in {channel}") });
    let step = step.bot(&platform.bot.id).alias(Some(&alias)).begin();
    let made = because(step.cause(), make(platform, &alias, channel, tags)).await;
    Ok(Json(json!(step.done(made)?)))
}

async fn make(platform: Arc<Platform>, alias: &str, channel: String, tags: Tags) -> Result<Conversation, Failure> {
    let actor = actor(&platform, Some(alias))?;
    let call = Call::new(platform, actor);
    if tags.is_empty() {
        return Ok(operations::create(call, create_conversation::Request::new(channel, tags)).await?.conversation);
    }
    let tags: TagPatch = tags.into_iter().map(|(key, value)| (key, Some(value))).collect();
    Ok(operations::get_or_create(call, get_or_create_conversation::Request::new(channel, tags)).await?.conversation)
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
    let step = hub.recording.step(What::Page { text: "changed the tags of a conversation".to_owned() });
    let about = crate::recording::About::conversation(Some(&id));
    let step = step.bot(&platform.bot.id).about(about).begin();
    let mut request = update_conversation::Request::new(id);
    request.tags = Some(tags);
    let changed = because(step.cause(), operations::update(Call::new(platform, Actor::Bot), request)).await;
    Ok(Json(json!(step.done(changed)?.conversation)))
}

fn people(tx: &Transaction<'_>, scope: &Scope, conversation: &str, most: usize) -> Result<Vec<Value>, Failure> {
    let filter = UserFilter {
        conversation: Some(conversation.to_owned()),
        tags: vec![],
        after: None,
        before: None,
        range: Field::CreatedAt,
    };
    let people = users::list(tx, scope, filter, &Paging::newest(None, Some(most)))?;
    Ok(people.items.into_iter().map(|user| json!(wire::user(user))).collect())
}

fn last_message(tx: &Transaction<'_>, scope: &Scope, conversation: &str) -> Result<Option<Value>, Failure> {
    let filter = MessageFilter { conversation: Some(conversation.to_owned()), ..MessageFilter::default() };
    let last = crate::store::messages::list(tx, scope, filter, &Paging::newest(None, Some(1)))?;
    last.items.into_iter().next().map(|row| messages::shown(tx, row)).transpose()
}
