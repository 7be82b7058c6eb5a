//! What concerns an installation as a whole: its settings, counters, actions and tag values.

use std::sync::Arc;

use botpress_api::Patch;
use botpress_api::endpoint::list_tag_values::TaggedKind;
use botpress_api::endpoint::{
    call_action, capture_observation, configure_integration, list_tag_values, track_analytics,
};
use botpress_api::operation::{ActionAnswer, ActionTriggered, OperationName};
use botpress_api::types::CachedMeta;

use super::tags::own_name;
use super::{Call, LONGEST_NAME, check_length, check_payload, paging, values_page};
use crate::failure::Failure;
use crate::platform::schedule::interval;
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
    let schedule = request.schedule_register_call.map(|schedule| match interval(&schedule) {
        Some(interval) => Ok((schedule.to_string(), call.platform.now().saturating_add(interval))),
        None => {
            let message = format!("`{schedule}` is no interval of the platform");
            Err(Failure::invalid("body.scheduleRegisterCall", message))
        }
    });
    let configure = Configure {
        identifier: request.identifier,
        sandbox_identifiers: match request.sandbox_identifiers {
            Patch::Keep => Patch::Keep,
            Patch::Remove => Patch::Remove,
            Patch::Set(identifiers) => Patch::Set(identifiers.to_string()),
        },
        register_schedule: schedule.transpose()?,
    };
    call.run(move |work| installs::configure(work.tx, seq, configure, work.scope.now)).await?;
    call.platform.alarm.notify_one();
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
    if let Actor::Bot = &call.actor
        && !request.kind.contains(':')
        && let Some(served) = call.platform.served()
    {
        let output = call.platform.call_own_action(&served, &request.kind, &request.input).await?;
        return Ok(call_action::Response::new(output, CachedMeta::new(false)));
    }
    let (instance, action) = addressee(&call, &request.kind)?;
    let schemas = instance.declared.action("body.type", &action)?;
    if !request.input.is_object() {
        return Err(Failure::invalid("body.input", "must be an object"));
    }
    schemas.input.check("body.input", &request.input)?;
    let body = ActionTriggered::new(action, request.input);
    let answer = call.platform.call(&instance, OperationName::ActionTriggered, &body).await?;
    if !answer.status.is_success() {
        return Err(Failure::Runtime(answer.reason()));
    }
    let answer: ActionAnswer = serde_json::from_slice(&answer.body)
        .map_err(|error| Failure::Upstream(format!("the integration's answer to the action is wrong: {error}")))?;
    schemas.output.check("output", &answer.output).map_err(|failure| match failure {
        Failure::Invalid { at, message } => Failure::Output { at, message },
        other => other,
    })?;
    Ok(call_action::Response::new(answer.output, CachedMeta::new(false)))
}

/// Keeps what was observed, with the ids as they are given.
pub(crate) async fn observe(
    call: Call,
    request: capture_observation::Request,
) -> Result<capture_observation::Response, Failure> {
    check_length("body.name", &request.name, LONGEST_NAME)?;
    check_payload("body.data", &request.data)?;
    let body = serde_json::to_string(&request).map_err(|error| Failure::Internal(error.to_string()))?;
    call.run(move |work| installs::observe(work.tx, &work.scope, &request.name, &body)).await?;
    Ok(capture_observation::Response::new())
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
    let values = call
        .run(move |work| {
            let key = work.tag_key("path.key", kind, None, &key)?;
            tags::values(work.tx, kind, &key, &work.scope, after.as_deref(), size + 1)
        })
        .await?;
    let (values, meta) = values_page(values, size);
    let values: Vec<_> = values.into_iter().map(list_tag_values::TagValue::new).collect();
    Ok(list_tag_values::Response::new(values, meta))
}
