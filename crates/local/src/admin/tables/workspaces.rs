//! Workspaces.

use botpress_api::Object;
use rusqlite::{OptionalExtension as _, Row, Transaction, params};

use super::json;
use crate::failure::Failure;

/// A workspace.
#[derive(Debug, Clone)]
pub(crate) struct WorkspaceRow {
    pub(crate) seq: i64,
    pub(crate) id: String,
    pub(crate) handle: Option<String>,
    /// What its owner says about it: `name`, `about` and so on.
    pub(crate) profile: Object,
    pub(crate) bots: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

impl WorkspaceRow {
    pub(crate) fn name(&self) -> &str {
        self.profile.get("name").and_then(|name| name.as_str()).unwrap_or("Local workspace")
    }
}

const SELECT: &str = "SELECT w.seq, w.id, w.handle, w.profile, \
    (SELECT count(*) FROM bots b WHERE b.workspace = w.seq), w.created_at, w.updated_at FROM workspaces w";

pub(crate) fn get(tx: &Transaction<'_>, seq: i64) -> Result<WorkspaceRow, Failure> {
    Ok(tx.prepare_cached(&format!("{SELECT} WHERE w.seq = ?1"))?.query_row(params![seq], read)?)
}

pub(crate) fn all(tx: &Transaction<'_>) -> Result<Vec<WorkspaceRow>, Failure> {
    let mut statement = tx.prepare_cached(&format!("{SELECT} ORDER BY w.seq"))?;
    let rows = statement.query_map([], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The workspace that has this handle.
pub(crate) fn by_handle(tx: &Transaction<'_>, handle: &str) -> Result<Option<WorkspaceRow>, Failure> {
    Ok(tx.prepare_cached(&format!("{SELECT} WHERE w.handle = ?1"))?.query_row(params![handle], read).optional()?)
}

pub(crate) fn create(
    tx: &Transaction<'_>,
    id: &str,
    handle: Option<&str>,
    profile: &Object,
    now: i64,
) -> Result<i64, Failure> {
    if let Some(handle) = handle {
        free(tx, handle, None)?;
    }
    tx.prepare_cached(
        "INSERT INTO workspaces (id, handle, profile, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)",
    )?
    .execute(params![id, handle, serde_json::to_string(profile).unwrap_or_default(), now])?;
    Ok(tx.last_insert_rowid())
}

pub(crate) fn update(
    tx: &Transaction<'_>,
    seq: i64,
    handle: Option<&str>,
    profile: &Object,
    now: i64,
) -> Result<(), Failure> {
    if let Some(handle) = handle {
        free(tx, handle, Some(seq))?;
    }
    tx.prepare_cached(
        "UPDATE workspaces SET handle = coalesce(?2, handle), profile = ?3, updated_at = ?4 WHERE seq = ?1",
    )?
    .execute(params![seq, handle, serde_json::to_string(profile).unwrap_or_default(), now])?;
    Ok(())
}

fn free(tx: &Transaction<'_>, handle: &str, own: Option<i64>) -> Result<(), Failure> {
    match by_handle(tx, handle)? {
        Some(other) if Some(other.seq) != own => {
            Err(Failure::Conflict(format!("body.handle: another workspace has the handle `{handle}`")))
        }
        _ => Ok(()),
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<WorkspaceRow> {
    Ok(WorkspaceRow {
        seq: row.get(0)?,
        id: row.get(1)?,
        handle: row.get(2)?,
        profile: json(row, 3)?,
        bots: row.get(4)?,
        created_at: row.get(5)?,
        updated_at: row.get(6)?,
    })
}
