//! What each operation of the API does: checks what the integration declares, and works on the store in one transaction.
//!
//! One function per operation, from its request type to its response type. The server calls them, and so does the bot that
//! runs in the process.

pub(crate) mod conversations;
pub(crate) mod events;
pub(crate) mod files;
pub(crate) mod integration;
pub(crate) mod messages;
pub(crate) mod participants;
mod recorded;
pub(crate) mod search;
pub(crate) mod states;
pub(crate) mod tables;
mod tags;
pub(crate) mod users;
pub(crate) mod wire;
pub(crate) mod workflows;

use std::sync::Arc;

use botpress_api::types::{ListMeta, Schedule, SortDirection, TagPatch, Tags, TimeField};
use serde_json::Value;

use crate::failure::Failure;
use crate::platform::clock::parse_iso;
use crate::platform::schemas::Schema;
use crate::platform::{Actor, Instance, Platform};
use crate::store::paging::{Field, Page, Paging};
use crate::store::{Scope, Transaction};

/// What a payload of a message or state may have in bytes.
const LARGEST_PAYLOAD: usize = 131_072;
/// What a name, a channel or a type may have in characters.
const LONGEST_NAME: usize = 200;

/// Who calls, and on what.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) platform: Arc<Platform>,
    pub(crate) actor: Actor,
}

/// A call at work inside a transaction.
pub(crate) struct Work<'a> {
    tx: &'a Transaction<'a>,
    scope: Scope,
    call: Call,
}

impl Call {
    pub(crate) fn new(platform: Arc<Platform>, actor: Actor) -> Self {
        Self { platform, actor }
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Work<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let (call, scope) = (self.clone(), self.platform.scope(&self.actor));
        self.platform.run(move |tx| work(&Work { tx, scope, call })).await
    }

    fn instance(&self) -> Result<&Arc<Instance>, Failure> {
        match &self.actor {
            Actor::Integration(instance) => Ok(instance),
            Actor::Bot => Err(Failure::Forbidden("this is for integrations: x-integration-id is missing".to_owned())),
        }
    }

    /// The integration that owns a new conversation; for a bot the one it names, `None` when it names none.
    fn owner(&self, integration_name: Option<&str>) -> Result<Option<Arc<Instance>>, Failure> {
        match (&self.actor, integration_name) {
            (Actor::Integration(instance), _) => Ok(Some(Arc::clone(instance))),
            (Actor::Bot, None) => Ok(None),
            (Actor::Bot, Some(name)) => match self.platform.instances.named(name) {
                Some(instance) => Ok(Some(instance)),
                None => Err(Failure::reference("body.integrationName", "integration", name)),
            },
        }
    }
}

/// The page that the query asks for.
fn paging(
    token: Option<String>,
    size: Option<u32>,
    field: Option<TimeField>,
    direction: Option<SortDirection>,
) -> Result<Paging, Failure> {
    let mut paging = Paging::newest(token, size.map(|size| usize::try_from(size).unwrap_or(usize::MAX)));
    paging.field = time_field("query.sortField", field)?;
    paging.ascending = ascending(direction)?;
    Ok(paging)
}

fn ascending(direction: Option<SortDirection>) -> Result<bool, Failure> {
    match direction {
        None | Some(SortDirection::Descending) => Ok(false),
        Some(SortDirection::Ascending) => Ok(true),
        Some(other) => Err(Failure::query("query.sortDirection", format!("`{other}` is neither asc nor desc"))),
    }
}

fn time_field(at: &str, field: Option<TimeField>) -> Result<Field, Failure> {
    match field {
        None | Some(TimeField::CreatedAt) => Ok(Field::CreatedAt),
        Some(TimeField::UpdatedAt) => Ok(Field::UpdatedAt),
        Some(other) => Err(Failure::query(at, format!("`{other}` is neither createdAt nor updatedAt"))),
    }
}

/// A date of a query.
fn date(at: &str, text: Option<String>) -> Result<Option<i64>, Failure> {
    text.map(|text| {
        parse_iso(&text)
            .ok_or_else(|| Failure::query(at, format!("`{text}` is no time in ISO 8601, as 2026-11-22T06:41:43.000Z")))
    })
    .transpose()
}

/// The time in a body.
fn body_date(at: &str, text: &str) -> Result<i64, Failure> {
    let message = || format!("`{text}` is no time in ISO 8601, as 2026-11-22T06:41:43.000Z");
    parse_iso(text).ok_or_else(|| Failure::invalid(at, message()))
}

/// When it is to happen; `None` for at once.
fn due(call: &Call, schedule: Option<&Schedule>) -> Result<Option<i64>, Failure> {
    let Some(schedule) = schedule else { return Ok(None) };
    match (&schedule.date_time, schedule.delay) {
        (None, None) => Ok(None),
        (Some(time), None) => body_date("body.schedule.dateTime", time).map(Some),
        (None, Some(delay)) => Ok(Some(call.platform.now().saturating_add(i64::try_from(delay).unwrap_or(i64::MAX)))),
        (Some(_), Some(_)) => Err(Failure::invalid("body.schedule", "takes either `dateTime` or `delay`, not both")),
    }
}

/// A page of values that are distinct and sorted: the last one is where the next page begins.
fn values_page(mut values: Vec<String>, size: usize) -> (Vec<String>, ListMeta) {
    let more = values.len() > size;
    values.truncate(size);
    let next = values.last().filter(|_| more).cloned();
    (values, ListMeta::new(next))
}

/// Changes of properties: an empty text removes, as `null` does.
fn changed(texts: Option<TagPatch>) -> TagPatch {
    let texts = texts.unwrap_or_default().into_iter();
    texts.map(|(key, value)| (key, value.filter(|value| !value.is_empty()))).collect()
}

/// The same for something new.
fn given(texts: Option<Tags>) -> TagPatch {
    changed(texts.map(|texts| texts.into_iter().map(|(key, value)| (key, Some(value))).collect()))
}

fn listed<R, T>(page: Page<R>, shape: impl FnMut(R) -> T) -> (Vec<T>, ListMeta) {
    (page.items.into_iter().map(shape).collect(), ListMeta::new(page.next))
}

/// Refuses what is no object, too large, or breaks the schema.
fn check_declared(at: &str, payload: &Value, schema: Option<&Schema>) -> Result<(), Failure> {
    check_payload(at, payload)?;
    schema.map_or(Ok(()), |schema| schema.check(at, payload))
}

/// Refuses what is no object, or too large.
fn check_payload(at: &str, payload: &Value) -> Result<(), Failure> {
    if !payload.is_object() {
        return Err(Failure::invalid(at, "must be an object"));
    }
    let size = payload.to_string().len();
    if size > LARGEST_PAYLOAD {
        return Err(Failure::TooLarge(format!("{at}: has {size} bytes, {LARGEST_PAYLOAD} are allowed")));
    }
    Ok(())
}

pub(crate) fn check_length(at: &str, text: &str, longest: usize) -> Result<(), Failure> {
    let length = text.chars().count();
    if length > longest {
        return Err(Failure::invalid(at, format!("has {length} characters, {longest} are allowed")));
    }
    Ok(())
}
