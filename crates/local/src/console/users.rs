//! Users: which there are, new ones, and what is known about one.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use botpress_api::Patch;
use botpress_api::endpoint::{create_user, update_user};
use botpress_api::types::{TagPatch, Tags};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{About, PAGE, Refused, actor, states as shown_states};
use crate::operations::{Call, users as operations, wire};
use crate::platform::Actor;
use crate::platform::hub::Hub;
use crate::recording::{What, because};
use crate::store::paging::{Field, Page, Paging};
use crate::store::states;
use crate::store::users::{self, UserFilter};

#[derive(Deserialize)]
pub(super) struct Wanted {
    bot: Option<String>,
    /// Whose users; everybody's when it is not given.
    alias: Option<String>,
    next: Option<String>,
}

/// One page of users, newest first.
pub(super) async fn list(State(hub): State<Arc<Hub>>, Query(wanted): Query<Wanted>) -> Result<Json<Value>, Refused> {
    let platform = About { bot: wanted.bot }.platform(&hub)?;
    let alias = wanted.alias.filter(|alias| !alias.is_empty());
    let scope = platform.scope(&actor(&platform, alias.as_deref())?);
    let found = platform.run(move |tx| {
        let filter =
            UserFilter { conversation: None, tags: vec![], after: None, before: None, range: Field::CreatedAt };
        users::list(tx, &scope, filter, &Paging::newest(wanted.next, Some(PAGE)))
    });
    let Page { items, next } = found.await?;
    let users: Vec<_> = items.into_iter().map(wire::user).collect();
    Ok(Json(json!({ "users": users, "next": next })))
}

/// A user with its states.
pub(super) async fn get(
    State(hub): State<Arc<Hub>>,
    Path(id): Path<String>,
    Query(about): Query<About>,
) -> Result<Json<Value>, Refused> {
    let platform = about.platform(&hub)?;
    let (scope, bot) = (platform.scope(&Actor::Bot), platform.bot.seq);
    let found =
        platform.run(move |tx| Ok((users::get(tx, &scope, &id)?, states::about(tx, bot, scope.now, "user", &id)?)));
    let (user, states) = found.await?;
    let mut shown = json!(wire::user(user));
    shown["states"] = shown_states::shown(&platform, states).into();
    Ok(Json(shown))
}

#[derive(Deserialize)]
pub(super) struct New {
    alias: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    tags: Tags,
}

/// A user, made as the integration would.
pub(super) async fn create(
    State(hub): State<Arc<Hub>>,
    Query(about): Query<About>,
    Json(New { alias, name, tags }): Json<New>,
) -> Result<Json<Value>, Refused> {
    let platform = about.platform(&hub)?;
    let actor = actor(&platform, Some(&alias))?;
    let step = hub.recording.step(What::Page { text: format!("made the user {name}") });
    let step = step.bot(&platform.bot.id).alias(Some(&alias)).begin();
    let mut request = create_user::Request::new(tags);
    request.name = Some(name).filter(|name| !name.is_empty());
    let made = because(step.cause(), operations::create(Call::new(platform, actor), request)).await;
    Ok(Json(json!(step.done(made)?.user)))
}

#[derive(Deserialize)]
pub(super) struct Changed {
    #[serde(default)]
    tags: TagPatch,
    name: Option<String>,
}

/// Changes the name and tags as the bot would.
pub(super) async fn update(
    State(hub): State<Arc<Hub>>,
    Path(id): Path<String>,
    Query(about): Query<About>,
    Json(Changed { tags, name }): Json<Changed>,
) -> Result<Json<Value>, Refused> {
    let platform = about.platform(&hub)?;
    let step = hub.recording.step(What::Page { text: "changed a user".to_owned() }).bot(&platform.bot.id).begin();
    let mut request = update_user::Request::new(id);
    request.tags = Some(tags);
    if let Some(name) = name {
        request.name = if name.is_empty() { Patch::Remove } else { Patch::Set(name) };
    }
    let changed = because(step.cause(), operations::update(Call::new(platform, Actor::Bot), request)).await;
    Ok(Json(json!(step.done(changed)?.user)))
}
