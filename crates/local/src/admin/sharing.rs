//! Ids that stand for installations in links to others. They do not expire here; a new one ends the one before.

use std::sync::Arc;

use botpress_api::endpoint::admin::{
    create_integration_shareable_id, delete_integration_shareable_id, get_integration_shareable_id,
};

use super::tables::bots;
use super::{AdminCall, bots as own_bots};
use crate::failure::Failure;
use crate::platform::{Instance, random};

pub(super) async fn create(
    call: AdminCall,
    request: create_integration_shareable_id::Request,
) -> Result<create_integration_shareable_id::Response, Failure> {
    let alias = request.integration_instance_alias;
    let instance = installation(&call, request.bot_id.as_str(), request.integration_id.as_str(), alias.as_deref())?;
    let id = random::secret()?;
    let (seq, new) = (instance.row.seq, id.clone());
    call.hub.run(move |tx| bots::share(tx, seq, Some(&new))).await?;
    Ok(create_integration_shareable_id::Response::new(id))
}

pub(super) async fn get(
    call: AdminCall,
    request: get_integration_shareable_id::Request,
) -> Result<get_integration_shareable_id::Response, Failure> {
    let alias = request.integration_instance_alias;
    let instance = installation(&call, request.bot_id.as_str(), request.integration_id.as_str(), alias.as_deref())?;
    let seq = instance.row.seq;
    let id = call.hub.run(move |tx| bots::shared(tx, seq)).await?;
    let id = id.ok_or_else(|| Failure::not_found("shareable id of", &instance.row.alias))?;
    Ok(get_integration_shareable_id::Response::new(id, false))
}

pub(super) async fn delete(
    call: AdminCall,
    request: delete_integration_shareable_id::Request,
) -> Result<delete_integration_shareable_id::Response, Failure> {
    let alias = request.integration_instance_alias;
    let instance = installation(&call, request.bot_id.as_str(), request.integration_id.as_str(), alias.as_deref())?;
    let seq = instance.row.seq;
    call.hub.run(move |tx| bots::share(tx, seq, None)).await?;
    Ok(delete_integration_shareable_id::Response::new())
}

/// The installation of the integration in a bot of the workspace; the first one when no alias is given.
fn installation(call: &AdminCall, bot: &str, integration: &str, alias: Option<&str>) -> Result<Arc<Instance>, Failure> {
    let platform = own_bots::own(call, bot)?;
    let instance = platform
        .instances
        .find(|row| row.integration_id == integration && alias.is_none_or(|alias| row.alias == alias));
    instance.ok_or_else(|| Failure::not_found("installation of", integration))
}
