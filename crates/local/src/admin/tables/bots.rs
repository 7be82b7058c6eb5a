//! Bots, and what is installed in them.

use botpress_api::Object;
use indexmap::IndexMap;
use rusqlite::{OptionalExtension as _, Row, Transaction, params};

use super::{Retired, json, retire};
use crate::failure::Failure;
use crate::platform::served::ServedBot;
use crate::store::files;
use crate::store::installs::BotRow;
use crate::store::installs::UNINSTALLED;
use crate::store::users::create_bot_user;

/// A bot as the admin API knows it.
#[derive(Debug, Clone)]
pub(crate) struct BotRecord {
    pub(crate) seq: i64,
    pub(crate) id: String,
    pub(crate) name: String,
    /// The body of `createBot`, without what has a column of its own.
    pub(crate) definition: Object,
    pub(crate) url: Option<String>,
    pub(crate) dev: bool,
    /// The names of the secrets that have a value.
    pub(crate) secrets: Vec<String>,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    pub(crate) deployed_at: Option<i64>,
}

/// An installation as the admin API shows it.
#[derive(Debug, Clone)]
pub(crate) struct InstalledRow {
    pub(crate) alias: String,
    pub(crate) webhook_id: String,
    pub(crate) integration_id: String,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) definition: Object,
    pub(crate) visibility: String,
    pub(crate) enabled: bool,
    pub(crate) configuration_type: Option<String>,
    pub(crate) configuration: Object,
    pub(crate) disabled_channels: Vec<String>,
    pub(crate) status: String,
    pub(crate) status_reason: Option<String>,
    pub(crate) identifier: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

/// What an update of a bot does to one installation.
#[derive(Debug, Clone)]
pub(crate) struct Install {
    pub(crate) alias: String,
    pub(crate) integration: i64,
    /// For an installation that is new.
    pub(crate) webhook_id: String,
    pub(crate) enabled: bool,
    pub(crate) configuration_type: Option<String>,
    pub(crate) configuration: Object,
    pub(crate) disabled_channels: Vec<String>,
}

/// A bot to be made.
#[derive(Debug, Clone)]
pub(crate) struct New {
    pub(crate) id: String,
    pub(crate) user_id: String,
    pub(crate) workspace: i64,
    pub(crate) signing_secret: String,
    pub(crate) dev: bool,
    pub(crate) write: Write,
}

/// What is written of a bot.
#[derive(Debug, Clone)]
pub(crate) struct Write {
    pub(crate) name: String,
    pub(crate) definition: Object,
    pub(crate) url: Option<String>,
    pub(crate) secrets: IndexMap<String, Option<String>>,
    /// Whether its code or URL is new.
    pub(crate) deployed: bool,
}

/// Every bot, oldest first.
pub(crate) fn all(tx: &Transaction<'_>) -> Result<Vec<BotRow>, Failure> {
    let mut statement = tx.prepare_cached(&format!("{ROWS} ORDER BY b.seq"))?;
    let rows = statement.query_map([], row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

const ROWS: &str = "SELECT b.seq, b.id, b.user_id, w.seq, w.id FROM bots b JOIN workspaces w ON w.seq = b.workspace";

fn row(row: &Row<'_>) -> rusqlite::Result<BotRow> {
    Ok(BotRow {
        seq: row.get(0)?,
        id: row.get(1)?,
        user_id: row.get(2)?,
        workspace: row.get(3)?,
        workspace_id: row.get(4)?,
    })
}

const RECORDS: &str =
    "SELECT seq, id, name, definition, url, dev, secrets, created_at, updated_at, deployed_at FROM bots";

/// The bot with this id, if it is of the workspace.
pub(crate) fn get(tx: &Transaction<'_>, workspace: i64, id: &str) -> Result<BotRecord, Failure> {
    let found = tx
        .prepare_cached(&format!("{RECORDS} WHERE workspace = ?1 AND id = ?2"))?
        .query_row(params![workspace, id], record)
        .optional()?;
    found.ok_or_else(|| Failure::not_found("bot", id))
}

/// The bots of a workspace, newest first.
pub(crate) fn list(tx: &Transaction<'_>, workspace: i64, dev: bool) -> Result<Vec<BotRecord>, Failure> {
    let mut statement =
        tx.prepare_cached(&format!("{RECORDS} WHERE workspace = ?1 AND dev = ?2 ORDER BY created_at DESC, seq DESC"))?;
    let rows = statement.query_map(params![workspace, dev], record)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn record(row: &Row<'_>) -> rusqlite::Result<BotRecord> {
    Ok(BotRecord {
        seq: row.get(0)?,
        id: row.get(1)?,
        name: row.get(2)?,
        definition: json(row, 3)?,
        url: row.get(4)?,
        dev: row.get(5)?,
        secrets: json::<Object>(row, 6)?.into_iter().map(|(name, _)| name).collect(),
        created_at: row.get(7)?,
        updated_at: row.get(8)?,
        deployed_at: row.get(9)?,
    })
}

/// Makes a bot, and the user that stands for it.
pub(crate) fn create(tx: &Transaction<'_>, new: &New, now: i64) -> Result<BotRow, Failure> {
    let write = &new.write;
    let secrets: IndexMap<_, _> =
        write.secrets.iter().filter_map(|(name, value)| Some((name, value.as_ref()?))).collect();
    tx.prepare_cached(
        "INSERT INTO bots (id, workspace, user_id, name, definition, url, dev, secrets, signing_secret, deployed_at, \
         created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11)",
    )?
    .execute(params![
        new.id,
        new.workspace,
        new.user_id,
        write.name,
        text(&write.definition),
        write.url,
        new.dev,
        text(&secrets),
        new.signing_secret,
        write.deployed.then_some(now),
        now
    ])?;
    let seq = tx.last_insert_rowid();
    create_bot_user(tx, seq, &new.user_id, &write.name, now)?;
    Ok(tx.prepare_cached(&format!("{ROWS} WHERE b.seq = ?1"))?.query_row(params![seq], row)?)
}

pub(crate) fn update(tx: &Transaction<'_>, seq: i64, write: &Write, now: i64) -> Result<(), Failure> {
    let mut secrets: IndexMap<String, String> =
        tx.prepare_cached("SELECT secrets FROM bots WHERE seq = ?1")?.query_row(params![seq], |row| json(row, 0))?;
    for (name, value) in &write.secrets {
        match value {
            Some(value) => secrets.insert(name.clone(), value.clone()),
            None => secrets.shift_remove(name),
        };
    }
    tx.prepare_cached(
        "UPDATE bots SET name = ?2, definition = ?3, url = ?4, secrets = ?5, deployed_at = coalesce(?6, deployed_at), \
         updated_at = ?7 WHERE seq = ?1",
    )?
    .execute(params![
        seq,
        write.name,
        text(&write.definition),
        write.url,
        text(&secrets),
        write.deployed.then_some(now),
        now
    ])?;
    Ok(())
}

/// Deletes a bot with everything of it: the rows of every table that refers to bots.
pub(crate) fn delete(tx: &Transaction<'_>, seq: i64) -> Result<(), Failure> {
    let mut tables = tx.prepare(
        "SELECT m.name, f.\"from\" FROM sqlite_master m, pragma_foreign_key_list(m.name) f \
         WHERE m.type = 'table' AND f.\"table\" = 'bots'",
    )?;
    let tables: Vec<(String, String)> =
        tables.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    for (table, column) in tables {
        tx.execute(&format!("DELETE FROM \"{table}\" WHERE \"{column}\" = ?1"), params![seq])?;
    }
    tx.execute("DELETE FROM bots WHERE seq = ?1", params![seq])?;
    files::clean(tx)
}

/// Where the bot is served, if it is.
pub(crate) fn served(tx: &Transaction<'_>, seq: i64) -> Result<Option<ServedBot>, Failure> {
    let (url, definition, current, retired): (Option<String>, Object, Option<String>, Retired) = tx
        .prepare_cached("SELECT url, definition, signing_secret, retired_secrets FROM bots WHERE seq = ?1")?
        .query_row(params![seq], |row| Ok((row.get(0)?, json(row, 1)?, row.get(2)?, json(row, 3)?)))?;
    let secrets: Vec<_> = current.into_iter().map(|secret| (secret, None)).chain(retired).collect();
    Ok(url.map(|url| ServedBot::new(url, &definition, &secrets)))
}

/// Replaces the secret of signatures; those before stay good for a day.
pub(crate) fn rotate(tx: &Transaction<'_>, seq: i64, secret: &str, now: i64) -> Result<(), Failure> {
    let (current, retired): (Option<String>, Retired) = tx
        .prepare_cached("SELECT signing_secret, retired_secrets FROM bots WHERE seq = ?1")?
        .query_row(params![seq], |row| Ok((row.get(0)?, json(row, 1)?)))?;
    tx.prepare_cached("UPDATE bots SET signing_secret = ?2, retired_secrets = ?3 WHERE seq = ?1")?.execute(params![
        seq,
        secret,
        text(&retire(retired, current, now))
    ])?;
    Ok(())
}

/// What is installed, in the order of installation.
pub(crate) fn installed(tx: &Transaction<'_>, bot: i64) -> Result<Vec<InstalledRow>, Failure> {
    let mut statement = tx.prepare_cached(
        "SELECT i.alias, i.webhook_id, n.id, n.name, n.version, n.definition, n.visibility, i.enabled, \
         i.configuration_type, i.configuration, i.disabled_channels, i.status, i.status_reason, i.identifier, \
         i.created_at, i.updated_at FROM instances i JOIN integrations n ON n.seq = i.integration \
         WHERE i.bot = ?1 AND i.status <> ?2 ORDER BY i.seq",
    )?;
    let rows = statement.query_map(params![bot, UNINSTALLED], |row| {
        Ok(InstalledRow {
            alias: row.get(0)?,
            webhook_id: row.get(1)?,
            integration_id: row.get(2)?,
            name: row.get(3)?,
            version: row.get(4)?,
            definition: json(row, 5)?,
            visibility: row.get(6)?,
            enabled: row.get(7)?,
            configuration_type: row.get(8)?,
            configuration: json(row, 9)?,
            disabled_channels: json(row, 10)?,
            status: row.get(11)?,
            status_reason: row.get(12)?,
            identifier: row.get(13)?,
            created_at: row.get(14)?,
            updated_at: row.get(15)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Writes an installation: one that was there keeps its webhook id, its identifier and all that it owns; with an empty
/// status its status, too.
pub(crate) fn install(
    tx: &Transaction<'_>,
    bot: i64,
    install: &Install,
    status: &str,
    now: i64,
) -> Result<(), Failure> {
    tx.prepare_cached(
        "INSERT INTO instances (webhook_id, bot, alias, integration, configuration_type, configuration, enabled, \
         disabled_channels, status, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10) \
         ON CONFLICT (bot, alias) DO UPDATE SET integration = excluded.integration, \
         configuration_type = excluded.configuration_type, configuration = excluded.configuration, \
         enabled = excluded.enabled, disabled_channels = excluded.disabled_channels, \
         status = coalesce(nullif(excluded.status, ''), status), \
         status_reason = CASE excluded.status WHEN '' THEN status_reason END, updated_at = excluded.updated_at",
    )?
    .execute(params![
        install.webhook_id,
        bot,
        install.alias,
        install.integration,
        install.configuration_type,
        text(&install.configuration),
        install.enabled,
        text(&install.disabled_channels),
        status,
        now
    ])?;
    Ok(())
}

/// Gives an installation an id for links to others, or takes it away.
pub(crate) fn share(tx: &Transaction<'_>, instance: i64, id: Option<&str>) -> Result<(), Failure> {
    tx.prepare_cached("UPDATE instances SET shareable_id = ?2 WHERE seq = ?1")?.execute(params![instance, id])?;
    Ok(())
}

/// The id of an installation in links to others.
pub(crate) fn shared(tx: &Transaction<'_>, instance: i64) -> Result<Option<String>, Failure> {
    let mut statement = tx.prepare_cached("SELECT shareable_id FROM instances WHERE seq = ?1")?;
    Ok(statement.query_row(params![instance], |row| row.get(0))?)
}

fn text(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
