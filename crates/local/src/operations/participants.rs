//! Participants.

use botpress_api::endpoint::{add_participant, get_participant, list_participants, remove_participant};

use super::{Call, listed, paging, wire};
use crate::failure::Failure;
use crate::store::participants;

pub(crate) async fn add(call: Call, request: add_participant::Request) -> Result<add_participant::Response, Failure> {
    let add_participant::Request { id, user_id, .. } = request;
    let user = call.run(move |work| participants::add(work.tx, &work.scope, id.as_str(), work.user(user_id.as_str())));
    Ok(add_participant::Response::new(wire::user(user.await?)))
}

pub(crate) async fn get(call: Call, request: get_participant::Request) -> Result<get_participant::Response, Failure> {
    let get_participant::Request { id, user_id, .. } = request;
    let user = call.run(move |work| participants::get(work.tx, &work.scope, id.as_str(), work.user(user_id.as_str())));
    Ok(get_participant::Response::new(wire::user(user.await?)))
}

pub(crate) async fn remove(
    call: Call,
    request: remove_participant::Request,
) -> Result<remove_participant::Response, Failure> {
    let remove_participant::Request { id, user_id, .. } = request;
    call.run(move |work| participants::remove(work.tx, &work.scope, id.as_str(), work.user(user_id.as_str()))).await?;
    Ok(remove_participant::Response::new())
}

pub(crate) async fn list(
    call: Call,
    request: list_participants::Request,
) -> Result<list_participants::Response, Failure> {
    let list_participants::Request { id, next_token, page_size, .. } = request;
    let paging = paging(next_token, page_size, None, None)?;
    let page = call.run(move |work| participants::list(work.tx, &work.scope, id.as_str(), &paging)).await?;
    let (participants, meta) = listed(page, wire::user);
    Ok(list_participants::Response::new(participants, meta))
}
