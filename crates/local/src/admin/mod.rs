//! The admin API: workspaces, tokens, integrations, the hub, bots and what is installed in them.
//!
//! One function per operation, from its request type to its response type, as in [`crate::operations`]; the routes say who
//! may call them. A workspace sees what is its own, and what others have published.

mod account;
mod bots;
pub(crate) mod check;
mod definition;
mod hub;
mod installing;
mod integrations;
mod interfaces;
mod keys;
mod logs;
mod merge;
mod plugins;
pub(crate) mod routes;
mod sharing;
pub(crate) mod tables;
mod versions;
pub(crate) mod workspaces;

use std::sync::Arc;

use botpress_api::Object;
use botpress_api::types::ListMeta;
use serde::Serialize;
use serde_json::Value;

use self::tables::workspaces::WorkspaceRow;
use crate::failure::Failure;
use crate::platform::hub::{Hub, Token};

/// Who calls an operation of the admin API.
#[derive(Debug, Clone)]
pub(crate) struct AdminCall {
    pub(crate) hub: Arc<Hub>,
    pub(crate) token: Token,
    pub(crate) workspace: WorkspaceRow,
    /// Whether installations are shown by alias; by the integration's id for clients that do not say so.
    pub(crate) multiple: bool,
    /// Whether a change may break who uses a published version.
    pub(crate) may_break: bool,
}

/// Rows of a page when the caller does not say.
const DEFAULT_PAGE: usize = 20;
/// Rows of a page at most.
const LARGEST_PAGE: usize = 100;

/// One page of a list that is short enough to be in memory. The token of the next page is the place where it begins.
fn page<T>(all: Vec<T>, token: Option<&str>, size: Option<u32>) -> Result<(Vec<T>, ListMeta), Failure> {
    let begin = match token {
        None => 0,
        Some(token) => token
            .strip_prefix("from-")
            .and_then(|begin| begin.parse::<usize>().ok())
            .ok_or_else(|| Failure::query("query.nextToken", "is none that this API has given"))?,
    };
    let size = size.map_or(DEFAULT_PAGE, |size| usize::try_from(size).unwrap_or(LARGEST_PAGE));
    let size = size.clamp(1, LARGEST_PAGE);
    let more = all.len() > begin.saturating_add(size);
    let items = all.into_iter().skip(begin).take(size).collect();
    Ok((items, ListMeta::new(more.then(|| format!("from-{}", begin + size)))))
}

/// A body as the object that it is on the wire.
fn object(body: &impl Serialize) -> Result<Object, Failure> {
    match serde_json::to_value(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Failure::invalid("body", "must be an object")),
        Err(error) => Err(Failure::Internal(error.to_string())),
    }
}

/// The text of a member that is taken out of a body.
fn taken(body: &mut Object, key: &str) -> Option<String> {
    match body.shift_remove(key) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}
