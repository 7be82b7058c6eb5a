//! Plugins: local Botpress has none.

use botpress_api::endpoint::admin::{
    get_plugin, get_plugin_by_name, get_public_plugin, get_public_plugin_by_id, list_plugins, list_public_plugins,
};
use botpress_api::types::ListMeta;

use super::AdminCall;
use crate::failure::Failure;

pub(super) async fn list(_: AdminCall, _: list_plugins::Request) -> Result<list_plugins::Response, Failure> {
    Ok(list_plugins::Response::new(vec![], ListMeta::default()))
}

pub(super) async fn list_public(
    _: AdminCall,
    _: list_public_plugins::Request,
) -> Result<list_public_plugins::Response, Failure> {
    Ok(list_public_plugins::Response::new(vec![], ListMeta::default()))
}

pub(super) async fn get(_: AdminCall, request: get_plugin::Request) -> Result<get_plugin::Response, Failure> {
    Err(Failure::not_found("plugin", request.id.into_string()))
}

pub(super) async fn get_by_name(
    _: AdminCall,
    request: get_plugin_by_name::Request,
) -> Result<get_plugin_by_name::Response, Failure> {
    Err(Failure::not_found("plugin", format!("{}@{}", request.name, request.version)))
}

pub(super) async fn get_public(
    _: AdminCall,
    request: get_public_plugin_by_id::Request,
) -> Result<get_public_plugin_by_id::Response, Failure> {
    Err(Failure::not_found("plugin", request.id.into_string()))
}

pub(super) async fn get_public_by_name(
    _: AdminCall,
    request: get_public_plugin::Request,
) -> Result<get_public_plugin::Response, Failure> {
    Err(Failure::not_found("plugin", format!("{}@{}", request.name, request.version)))
}
