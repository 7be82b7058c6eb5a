//! Integrations, version by version.

use botpress_api::Object;
use indexmap::IndexMap;
use rusqlite::{OptionalExtension as _, Row, Transaction, params};

use super::{Retired, json, retire};
use crate::failure::Failure;
use crate::store::installs::VERSIONS_OF_INSTANCE;

/// One version of an integration. Its values of secrets do not leave the store.
#[derive(Debug, Clone)]
pub(crate) struct IntegrationRow {
    pub(crate) seq: i64,
    pub(crate) id: String,
    pub(crate) workspace: i64,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) url: String,
    /// The body of `createIntegration`, without what has a column of its own.
    pub(crate) definition: Object,
    pub(crate) dev: bool,
    pub(crate) visibility: String,
    pub(crate) verification: String,
    /// The names of the secrets that have a value.
    pub(crate) secrets: Vec<String>,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

impl IntegrationRow {
    /// Whether everybody may find it: with its name or id, at least.
    pub(crate) fn is_shared(&self) -> bool {
        self.visibility == "public" || self.visibility == "unlisted"
    }
}

/// What is written of a version.
#[derive(Debug, Clone)]
pub(crate) struct Write {
    pub(crate) url: String,
    pub(crate) definition: Object,
    pub(crate) visibility: String,
    /// Values of secrets to set; `None` removes.
    pub(crate) secrets: IndexMap<String, Option<String>>,
    /// `None` leaves what is there.
    pub(crate) icon: Option<String>,
    pub(crate) readme: Option<String>,
}

/// A version to be made.
#[derive(Debug, Clone)]
pub(crate) struct New {
    pub(crate) id: String,
    pub(crate) workspace: i64,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) dev: bool,
    pub(crate) signing_secret: String,
    pub(crate) write: Write,
}

const SELECT: &str = "SELECT seq, id, workspace, name, version, url, definition, dev, visibility, verification, secrets, \
    created_at, updated_at FROM integrations WHERE deleted_at IS NULL";

pub(crate) fn get(tx: &Transaction<'_>, id: &str) -> Result<Option<IntegrationRow>, Failure> {
    Ok(tx.prepare_cached(&format!("{SELECT} AND id = ?1"))?.query_row(params![id], read).optional()?)
}

/// Those of a workspace, or of all; newest first.
pub(crate) fn list(tx: &Transaction<'_>, workspace: Option<i64>) -> Result<Vec<IntegrationRow>, Failure> {
    let mut statement =
        tx.prepare_cached(&format!("{SELECT} AND (?1 IS NULL OR workspace = ?1) ORDER BY created_at DESC, seq DESC"))?;
    let rows = statement.query_map(params![workspace], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// All versions of this name that are deployed, in every workspace.
pub(crate) fn named(tx: &Transaction<'_>, name: &str) -> Result<Vec<IntegrationRow>, Failure> {
    let mut statement = tx.prepare_cached(&format!("{SELECT} AND name = ?1 AND dev = 0 ORDER BY seq"))?;
    let rows = statement.query_map(params![name], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Makes a version; its secrets begin as those of the version `before`.
pub(crate) fn create(
    tx: &Transaction<'_>,
    new: &New,
    before: Option<i64>,
    now: i64,
) -> Result<IntegrationRow, Failure> {
    let taken: bool = tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM integrations WHERE workspace = ?1 AND name = ?2 AND version = ?3 AND dev = 0 \
             AND deleted_at IS NULL)",
        )?
        .query_row(params![new.workspace, new.name, new.version], |row| row.get(0))?;
    if taken && !new.dev {
        return Err(Failure::Conflict(format!(
            "body.version: `{}` {} exists already; update it, or choose another version",
            new.name, new.version
        )));
    }
    let secrets = match before {
        Some(before) => secrets(tx, before)?,
        None => IndexMap::new(),
    };
    let write = &new.write;
    tx.prepare_cached(
        "INSERT INTO integrations (id, workspace, name, version, dev, signing_secret, url, definition, visibility, \
         secrets, icon, readme, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?13)",
    )?
    .execute(params![
        new.id,
        new.workspace,
        new.name,
        new.version,
        new.dev,
        new.signing_secret,
        write.url,
        text(&write.definition),
        write.visibility,
        text(&merged(secrets, &write.secrets)),
        write.icon,
        write.readme,
        now
    ])?;
    get(tx, &new.id)?.ok_or_else(|| Failure::not_found("integration", &new.id))
}

pub(crate) fn update(tx: &Transaction<'_>, seq: i64, write: &Write, now: i64) -> Result<(), Failure> {
    let secrets = merged(secrets(tx, seq)?, &write.secrets);
    tx.prepare_cached(
        "UPDATE integrations SET url = ?2, definition = ?3, visibility = ?4, secrets = ?5, icon = coalesce(?6, icon), \
         readme = coalesce(?7, readme), updated_at = ?8 WHERE seq = ?1",
    )?
    .execute(params![
        seq,
        write.url,
        text(&write.definition),
        write.visibility,
        text(&secrets),
        write.icon,
        write.readme,
        now
    ])?;
    Ok(())
}

/// Takes a version away. Its row stays, without its secrets: what its installations have made is still theirs.
pub(crate) fn delete(tx: &Transaction<'_>, seq: i64, uninstalled: &str, now: i64) -> Result<(), Failure> {
    let installed: bool = tx
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM instances WHERE integration = ?1 AND status <> ?2)")?
        .query_row(params![seq, uninstalled], |row| row.get(0))?;
    if installed {
        return Err(Failure::Constraint("the integration is installed in a bot; remove it there first".to_owned()));
    }
    tx.prepare_cached("DELETE FROM tokens WHERE integration = ?1")?.execute(params![seq])?;
    tx.prepare_cached("UPDATE integrations SET deleted_at = ?2, secrets = '{}', signing_secret = NULL WHERE seq = ?1")?
        .execute(params![seq, now])?;
    Ok(())
}

/// Replaces the secret of signatures; those before stay good for a day.
pub(crate) fn rotate(tx: &Transaction<'_>, seq: i64, secret: &str, now: i64) -> Result<(), Failure> {
    let (current, retired): (Option<String>, Retired) = tx
        .prepare_cached("SELECT signing_secret, retired_secrets FROM integrations WHERE seq = ?1")?
        .query_row(params![seq], |row| Ok((row.get(0)?, json(row, 1)?)))?;
    tx.prepare_cached("UPDATE integrations SET signing_secret = ?2, retired_secrets = ?3 WHERE seq = ?1")?
        .execute(params![seq, secret, text(&retire(retired, current, now))])?;
    Ok(())
}

/// Notes that somebody has asked for a verification.
pub(crate) fn verify(tx: &Transaction<'_>, seq: i64, status: &str) -> Result<(), Failure> {
    tx.prepare_cached("UPDATE integrations SET verification = ?2 WHERE seq = ?1")?.execute(params![seq, status])?;
    Ok(())
}

/// The icon or the page of a version, in base64.
pub(crate) fn asset(tx: &Transaction<'_>, id: &str, icon: bool) -> Result<Option<String>, Failure> {
    let column = if icon { "icon" } else { "readme" };
    let found: Option<Option<String>> = tx
        .prepare_cached(&format!("SELECT {column} FROM integrations WHERE id = ?1 AND deleted_at IS NULL"))?
        .query_row(params![id], |row| row.get(0))
        .optional()?;
    Ok(found.flatten())
}

/// Which versions of an integration are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Versions {
    /// The one that is named.
    This,
    /// All that its workspace has under its name.
    All,
}

/// The installations of an integration with an identifier, by the ids of their webhooks.
pub(crate) fn identified(
    tx: &Transaction<'_>,
    integration: i64,
    versions: Versions,
    identifier: &str,
) -> Result<Vec<String>, Failure> {
    let mut statement = tx.prepare_cached(
        "SELECT i.webhook_id FROM integrations own JOIN integrations n \
         ON n.workspace = own.workspace AND n.name = own.name AND (?3 OR n.seq = own.seq) \
         JOIN instances i ON i.integration = n.seq AND i.identifier = ?2 AND i.enabled = 1 \
         WHERE own.seq = ?1 ORDER BY i.seq",
    )?;
    let all = versions == Versions::All;
    let rows = statement.query_map(params![integration, identifier, all], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Gives an identifier to an installation, and takes it from the one that had it.
pub(crate) fn claim(tx: &Transaction<'_>, instance: i64, identifier: &str, now: i64) -> Result<(), Failure> {
    tx.prepare_cached(&format!(
        "UPDATE instances SET identifier = NULL, updated_at = ?3 WHERE identifier = ?2 AND seq <> ?1 \
         AND integration IN ({VERSIONS_OF_INSTANCE})"
    ))?
    .execute(params![instance, identifier, now])?;
    tx.prepare_cached("UPDATE instances SET identifier = ?2, updated_at = ?3 WHERE seq = ?1")?
        .execute(params![instance, identifier, now])?;
    Ok(())
}

/// The values of the secrets, for scripts of the integration.
pub(crate) fn secrets(tx: &Transaction<'_>, seq: i64) -> Result<IndexMap<String, String>, Failure> {
    Ok(tx
        .prepare_cached("SELECT secrets FROM integrations WHERE seq = ?1")?
        .query_row(params![seq], |row| json(row, 0))?)
}

fn merged(
    mut secrets: IndexMap<String, String>,
    changes: &IndexMap<String, Option<String>>,
) -> IndexMap<String, String> {
    for (name, value) in changes {
        match value {
            Some(value) => {
                secrets.insert(name.clone(), value.clone());
            }
            None => {
                secrets.shift_remove(name);
            }
        }
    }
    secrets
}

fn text(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn read(row: &Row<'_>) -> rusqlite::Result<IntegrationRow> {
    Ok(IntegrationRow {
        seq: row.get(0)?,
        id: row.get(1)?,
        workspace: row.get(2)?,
        name: row.get(3)?,
        version: row.get(4)?,
        url: row.get(5)?,
        definition: json(row, 6)?,
        dev: row.get(7)?,
        visibility: row.get(8)?,
        verification: row.get(9)?,
        secrets: json::<Object>(row, 10)?.into_iter().map(|(name, _)| name).collect(),
        created_at: row.get(11)?,
        updated_at: row.get(12)?,
    })
}
