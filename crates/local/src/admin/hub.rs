//! The hub: what workspaces have published. What is unlisted can be had by name or id, but is in no list.

use std::collections::HashMap;

use botpress_api::endpoint::admin::{get_public_integration, get_public_integration_by_id, list_public_integrations};
use botpress_api::types::{Integration, IntegrationSummary};

use super::integrations::Filter;
use super::tables::integrations::{self, IntegrationRow};
use super::tables::workspaces;
use super::versions::Wanted;
use super::{AdminCall, definition, page};
use crate::failure::Failure;

pub(super) async fn list(
    call: AdminCall,
    request: list_public_integrations::Request,
) -> Result<list_public_integrations::Response, Failure> {
    let mut all = call.hub.run(|tx| integrations::list(tx, None)).await?;
    all.retain(|row| row.visibility == "public" && !row.dev);
    let filter = Filter {
        name: request.name,
        version: request.version,
        interface_id: request.interface_id.map(String::from),
        interface_name: request.interface_name,
        installed_by: request.installed_by_bot_id.map(String::from),
        verification: request.verification_status.map(|status| status.to_string()),
        search: request.search,
        sort: request.sort_by,
        direction: request.direction,
    };
    let (rows, meta) = page(filter.apply(&call, all)?, request.next_token.as_deref(), request.limit)?;
    let owners = call.hub.run(workspaces::all).await?;
    let owners: HashMap<i64, _> = owners.into_iter().map(|row| (row.seq, row)).collect();
    let shown = rows.iter().filter_map(|row| Some((row, owners.get(&row.workspace)?)));
    let shown =
        shown.map(|(row, owner)| Ok(IntegrationSummary::from(&definition::shown_in_hub(&call.hub, row, owner)?)));
    Ok(list_public_integrations::Response::new(shown.collect::<Result<Vec<_>, Failure>>()?, meta))
}

pub(super) async fn get(
    call: AdminCall,
    request: get_public_integration_by_id::Request,
) -> Result<get_public_integration_by_id::Response, Failure> {
    let id = request.id.into_string();
    let wanted = id.clone();
    let found = call.hub.run(move |tx| integrations::get(tx, &wanted)).await?;
    let row = found.filter(|row| row.is_shared() && !row.dev).ok_or_else(|| Failure::not_found("integration", id))?;
    Ok(get_public_integration_by_id::Response::new(shown(&call, row).await?))
}

pub(super) async fn get_by_name(
    call: AdminCall,
    request: get_public_integration::Request,
) -> Result<get_public_integration::Response, Failure> {
    let wanted = Wanted::read("path.version", &request.version)?;
    let name = request.name.clone();
    let all = call.hub.run(move |tx| integrations::named(tx, &name)).await?;
    let row = wanted
        .pick(all.into_iter().filter(IntegrationRow::is_shared), |row| &row.version)
        .ok_or_else(|| Failure::not_found("integration", format!("{}@{}", request.name, request.version)))?;
    Ok(get_public_integration::Response::new(shown(&call, row).await?))
}

async fn shown(call: &AdminCall, row: IntegrationRow) -> Result<Integration, Failure> {
    let workspace = row.workspace;
    let owner = call.hub.run(move |tx| workspaces::get(tx, workspace)).await?;
    definition::shown_in_hub(&call.hub, &row, &owner)
}
