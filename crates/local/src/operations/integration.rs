//! What concerns an installation as a whole: its settings, counters, actions and tag values.

use std::sync::Arc;

use botpress_api::Patch;
use botpress_api::endpoint::list_tag_values::TaggedKind;
use botpress_api::endpoint::{call_action, configure_integration, list_tag_values, track_analytics};
use botpress_api::operation::{ActionAnswer, ActionTriggered, OperationName};
use botpress_api::types::{CachedMeta, ListMeta};

use super::tags::own_name;
use super::{Call, LONGEST_NAME, check_length, paging};
use crate::failure::Failure;
use crate::platform::{Actor, Instance};
use crate::store::installs::{self, Configure};
use crate::store::tags::{self, Tagged};

pub(crate) async fn configure(
    call: Call,
    request: configure_integration::Request,
) -> Result<configure_integration::Response, Failure> {
    let seq = call.instance()?.row.seq;
    if let Patch::Set(identifier) = &request.identifier {
        check_length("body.identifier", identifier, LONGEST_NAME)?;
    }
    let schedule = request.schedule_register_call;
    if let Some(configure_integration::RegisterSchedule::Other(other)) = &schedule {
        return Err(Failure::invalid("body.scheduleRegisterCall", format!("`{other}` is no interval of the platform")));
    }
    let configure = Configure {
        identifier: request.identifier,
        sandbox_identifiers: match request.sandbox_identifiers {
            Patch::Keep => Patch::Keep,
            Patch::Remove => Patch::Remove,
            Patch::Set(identifiers) => Patch::Set(identifiers.to_string()),
        },
        register_schedule: schedule.map(|schedule| schedule.to_string()),
    };
    call.run(move |work| installs::configure(work.tx, seq, configure, work.scope.now)).await?;
    Ok(configure_integration::Response::new())
}

pub(crate) async fn track(call: Call, request: track_analytics::Request) -> Result<track_analytics::Response, Failure> {
    if request.name.is_empty() {
        return Err(Failure::invalid("body.name", "must not be empty"));
    }
    check_length("body.name", &request.name, LONGEST_NAME)?;
    if request.count == 0 {
        return Err(Failure::invalid("body.count", "must be at least 1"));
    }
    call.run(move |work| installs::track(work.tx, &work.scope, &request.name, request.count)).await?;
    Ok(track_analytics::Response::new())
}

/// Calls the integration and waits for it. Not repeated: an action may do something.
pub(crate) async fn call_action(call: Call, request: call_action::Request) -> Result<call_action::Response, Failure> {
    let (instance, action) = addressee(&call, &request.kind)?;
    instance.declared.action("body.type", &action)?;
    if !request.input.is_object() {
        return Err(Failure::invalid("body.input", "must be an object"));
    }
    let body = ActionTriggered::new(action, request.input);
    let answer = call.platform.call(&instance, OperationName::ActionTriggered, &body).await?;
    if !answer.status.is_success() {
        return Err(Failure::Runtime(answer.reason()));
    }
    let answer: ActionAnswer = serde_json::from_slice(&answer.body)
        .map_err(|error| Failure::Upstream(format!("the integration's answer to the action is wrong: {error}")))?;
    Ok(call_action::Response::new(answer.output, CachedMeta::new(false)))
}

/// Whose action it is: `alias:action` for the bot, and for an integration its own.
fn addressee(call: &Call, kind: &str) -> Result<(Arc<Instance>, String), Failure> {
    if let Actor::Integration(instance) = &call.actor {
        return Ok((Arc::clone(instance), own_name(instance, kind).to_owned()));
    }
    let (alias, action) = kind.rsplit_once(':').ok_or_else(|| {
        Failure::invalid("body.type", format!("`{kind}` has not the form <integration alias>:<action>"))
    })?;
    match call.platform.instances.named(alias) {
        Some(instance) => Ok((instance, action.to_owned())),
        None => Err(Failure::reference("body.type", "integration", alias)),
    }
}

pub(crate) async fn tag_values(
    call: Call,
    request: list_tag_values::Request,
) -> Result<list_tag_values::Response, Failure> {
    let kind = match request.kind {
        TaggedKind::User => Tagged::User,
        TaggedKind::Conversation => Tagged::Conversation,
        TaggedKind::Message => Tagged::Message,
        other => return Err(Failure::query("query.type", format!("nothing called `{other}` has tags"))),
    };
    let size = paging(None, request.page_size, None, None)?.size;
    let (key, after) = (request.key, request.next_token);
    let mut values = call
        .run(move |work| {
            let key = work.tag_key("path.key", kind, None, &key)?;
            tags::values(work.tx, kind, &key, &work.scope, after.as_deref(), size + 1)
        })
        .await?;
    let more = values.len() > size;
    values.truncate(size);
    // Values are distinct and sorted: the last of a page is where the next one begins.
    let next = values.last().filter(|_| more).cloned();
    let values: Vec<_> = values.into_iter().map(list_tag_values::TagValue::new).collect();
    Ok(list_tag_values::Response::new(values, ListMeta::new(next)))
}
