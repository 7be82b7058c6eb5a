//! States.
//!
//! An expiry is how long a state may be idle. Only writing counts: a read changes nothing, so that the `expiresAt` it shows
//! stays true, and a state that is only looked at does go away. The bot is told of its own that have expired.

use botpress_api::Patch;
use botpress_api::endpoint::{get_or_set_state, get_state, patch_state, set_state, set_state_expiry};
use botpress_api::id::StateId;
use botpress_api::types::{CachedMeta, State, StateKind};
use serde_json::Value;

use super::{Call, Work, check_declared, wire};
use crate::failure::Failure;
use crate::platform::Actor;
use crate::platform::schemas::Schema;
use crate::store::states::{self, StateKey, StateRow};

/// The longest life of a state in milliseconds: 30 days.
const LONGEST_EXPIRY: u64 = 2_592_000_000;

pub(crate) async fn get(call: Call, request: get_state::Request) -> Result<get_state::Response, Failure> {
    let get_state::Request { kind, id, name, .. } = request;
    let state = at_work(&call, kind, id, name, |work, key, _| states::get(work.tx, &work.scope, &key)).await?;
    Ok(get_state::Response::new(state, CachedMeta::new(false)))
}

pub(crate) async fn set(call: Call, request: set_state::Request) -> Result<set_state::Response, Failure> {
    let set_state::Request { kind, id, name, payload, expiry, .. } = request;
    let (new, expiry) = (new_id(&call)?, checked(expiry)?.as_set().copied());
    let outcome = if payload.is_null() { "removed" } else { "set" };
    let state = at_work(&call, kind, id, name, move |work, key, schema| {
        if payload.is_null() {
            return states::clear(work.tx, &work.scope, key, &new);
        }
        check_declared("body.payload", &payload, schema)?;
        states::set(work.tx, &work.scope, &key, &new, &payload, expiry)
    });
    let state = state.await?;
    call.record_state(&state, outcome);
    Ok(set_state::Response::new(state))
}

pub(crate) async fn get_or_set(
    call: Call,
    request: get_or_set_state::Request,
) -> Result<get_or_set_state::Response, Failure> {
    let get_or_set_state::Request { kind, id, name, payload, expiry, .. } = request;
    let (new, expiry) = (new_id(&call)?, checked(expiry)?.as_set().copied());
    let id_if_new = new.clone();
    let state = at_work(&call, kind, id, name, move |work, key, schema| {
        check_declared("body.payload", &payload, schema)?;
        states::get_or_set(work.tx, &work.scope, &key, &new, &payload, expiry)
    });
    let state = state.await?;
    if state.id.as_str() == id_if_new {
        call.record_state(&state, "set");
    }
    Ok(get_or_set_state::Response::new(state, CachedMeta::new(false)))
}

pub(crate) async fn patch(call: Call, request: patch_state::Request) -> Result<patch_state::Response, Failure> {
    let patch_state::Request { kind, id, name, payload, expiry, .. } = request;
    let Value::Object(changes) = payload else {
        return Err(Failure::invalid("body.payload", "must be an object"));
    };
    let (new, expiry) = (new_id(&call)?, checked(expiry)?);
    let state = at_work(&call, kind, id, name, move |work, key, schema| {
        let state = states::patch(work.tx, &work.scope, &key, &new, changes, expiry)?;
        // What comes out of it has to conform; otherwise nothing was changed.
        check_declared("body.payload", &state.payload, schema)?;
        Ok(state)
    });
    let state = state.await?;
    call.record_state(&state, "patched");
    Ok(patch_state::Response::new(state))
}

pub(crate) async fn set_expiry(
    call: Call,
    request: set_state_expiry::Request,
) -> Result<set_state_expiry::Response, Failure> {
    let set_state_expiry::Request { kind, id, name, expiry, .. } = request;
    let expiry = checked(Patch::from(expiry))?.as_set().copied();
    let state =
        at_work(&call, kind, id, name, move |work, key, _| states::set_expiry(work.tx, &work.scope, &key, expiry));
    Ok(set_state_expiry::Response::new(state.await?))
}

/// Works on a state that is declared, about something that exists.
async fn at_work(
    call: &Call,
    kind: StateKind,
    id: String,
    name: String,
    work: impl FnOnce(&Work<'_>, StateKey, Option<&Schema>) -> Result<StateRow, Failure> + Send + 'static,
) -> Result<State, Failure> {
    let row = call.run(move |at| {
        let schema = match &at.call.actor {
            Actor::Integration(instance) => Some(instance.declared.state("path.name", kind.as_str(), &name)?),
            Actor::Bot => None,
        };
        // Official bots give their own id where the id of their user is meant.
        let id = if kind == StateKind::User { at.user(&id).to_owned() } else { id };
        at.call.platform.state_subject(at.tx, &at.scope, &at.call.actor, &kind, &id)?;
        work(at, StateKey { kind: kind.to_string(), subject: id, name }, schema)
    });
    let row = row.await?;
    if let (Actor::Bot, Some(_)) = (&call.actor, row.expires_at) {
        call.platform.alarm.notify_one();
    }
    Ok(wire::state(&call.platform, row))
}

fn new_id(call: &Call) -> Result<String, Failure> {
    let (time, random) = call.platform.id_seed()?;
    Ok(StateId::generate(time, random).into_string())
}

fn checked(expiry: Patch<u64>) -> Result<Patch<i64>, Failure> {
    match expiry {
        Patch::Keep => Ok(Patch::Keep),
        Patch::Remove => Ok(Patch::Remove),
        Patch::Set(expiry) => match i64::try_from(expiry) {
            Ok(value) if (1..=LONGEST_EXPIRY).contains(&expiry) => Ok(Patch::Set(value)),
            _ => {
                let message = format!("must be between 1 and {LONGEST_EXPIRY} milliseconds, and is {expiry}");
                Err(Failure::invalid("body.expiry", message))
            }
        },
    }
}
