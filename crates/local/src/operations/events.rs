//! Events.

use botpress_api::endpoint::{cancel_scheduled_event, create_event, get_event, list_events};
use botpress_api::id::EventId;

use super::tags::own_name;
use super::{Call, LONGEST_NAME, check_declared, check_length, due, paging, wire};
use crate::failure::Failure;
use crate::platform::Actor;
use crate::platform::delivery::Lane;
use crate::platform::journal::Happening;
use crate::store::events::{self, EventFilter, NewEvent};
use crate::store::paging::Page;
use botpress_api::types::ListMeta;

pub(crate) async fn create(call: Call, request: create_event::Request) -> Result<create_event::Response, Failure> {
    check_length("body.type", &request.kind, LONGEST_NAME)?;
    let due = due(&call, request.schedule.as_ref())?;
    let kind = kind_for_bot(&call, "body.type", &request.kind)?;
    let schema = match &call.actor {
        Actor::Integration(instance) => Some(instance.declared.event("body.type", own_name(instance, &request.kind))?),
        Actor::Bot => None,
    };
    check_declared("body.payload", &request.payload, schema)?;
    let (time, random) = call.platform.id_seed()?;
    let new = NewEvent {
        id: EventId::generate(time, random).into_string(),
        kind,
        payload: request.payload,
        conversation_id: request.conversation_id.map(String::from),
        user_id: request.user_id.map(String::from),
        message_id: request.message_id.map(String::from),
        workflow_id: request.workflow_id.map(String::from),
        due,
    };
    let (own, shown) = call
        .run(move |work| {
            let row = events::create(work.tx, &work.scope, &new)?;
            let platform = &work.call.platform;
            Ok((
                wire::event(work.tx, platform, &work.call.actor, row.clone())?,
                wire::event(work.tx, platform, &Actor::Bot, row)?,
            ))
        })
        .await?;
    call.record_event(&shown);
    call.platform.journal.write(Happening::EventCreated(shown));
    match due {
        None => call.platform.wake(Lane::Bot(own.conversation_id.as_ref().map(|id| id.as_str().to_owned()))),
        Some(_) => call.platform.alarm.notify_one(),
    }
    Ok(create_event::Response::new(own))
}

/// Once it is pending it is with the bot and cannot be taken back.
pub(crate) async fn cancel(
    call: Call,
    request: cancel_scheduled_event::Request,
) -> Result<cancel_scheduled_event::Response, Failure> {
    call.run(move |work| events::cancel(work.tx, &work.scope, request.id.as_str())).await?;
    Ok(cancel_scheduled_event::Response::new())
}

pub(crate) async fn get(call: Call, request: get_event::Request) -> Result<get_event::Response, Failure> {
    let event = call.run(move |work| {
        let row = events::get(work.tx, &work.scope, request.id.as_str())?;
        wire::event(work.tx, &work.call.platform, &work.call.actor, row)
    });
    Ok(get_event::Response::new(event.await?))
}

pub(crate) async fn list(call: Call, request: list_events::Request) -> Result<list_events::Response, Failure> {
    let paging = paging(request.next_token, request.page_size, None, None)?;
    let kind = request.kind.map(|kind| match kind_for_bot(&call, "query.type", &kind) {
        Err(Failure::Invalid { at, message }) => Err(Failure::Query { at, message }),
        other => other,
    });
    let filter = EventFilter {
        kind: kind.transpose()?,
        conversation_id: request.conversation_id.map(String::from),
        user_id: request.user_id.map(String::from),
        message_id: request.message_id.map(String::from),
        workflow_id: request.workflow_id.map(String::from),
        status: request.status.map(|status| status.to_string()),
    };
    let page = call.run(move |work| {
        let Page { items, next } = events::list(work.tx, &work.scope, filter, &paging)?;
        let shown = items.into_iter().map(|row| wire::event(work.tx, &work.call.platform, &work.call.actor, row));
        Ok((shown.collect::<Result<Vec<_>, _>>()?, next))
    });
    let (events, next) = page.await?;
    Ok(list_events::Response::new(events, ListMeta::new(next)))
}

/// The type under which the bot knows the event: an integration's own, when declared, with its alias in front.
fn kind_for_bot(call: &Call, at: &str, kind: &str) -> Result<String, Failure> {
    match &call.actor {
        Actor::Bot => Ok(kind.to_owned()),
        Actor::Integration(instance) => {
            let name = own_name(instance, kind);
            instance.declared.event(at, name)?;
            Ok(format!("{}:{name}", instance.row.alias))
        }
    }
}
