//! Workspaces, bots, tokens, integrations, and which integration is installed where.

use botpress_api::types::Object;
use rusqlite::{OptionalExtension as _, Row, Transaction, params};
use serde_json::Value;

use super::users::json;
use crate::failure::Failure;

/// The status of an installation that is no more, while what it owns is kept.
pub(crate) const UNINSTALLED: &str = "uninstalled";

/// The bot that this data is about, and its workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BotRow {
    pub(crate) seq: i64,
    pub(crate) id: String,
    pub(crate) user_id: String,
    pub(crate) workspace: i64,
    pub(crate) workspace_id: String,
}

/// An integration as deployed: its definition and where it is served.
#[derive(Debug, Clone)]
pub(crate) struct NewIntegration {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) url: String,
    pub(crate) signing_secret: Option<String>,
    pub(crate) definition: String,
}

/// An integration installed in a bot.
#[derive(Clone)]
pub(crate) struct InstanceRow {
    pub(crate) seq: i64,
    pub(crate) webhook_id: String,
    pub(crate) alias: String,
    pub(crate) integration_id: String,
    pub(crate) name: String,
    pub(crate) url: String,
    /// The secret of now, and those before with the time until which they are good.
    pub(crate) signing_secrets: Vec<(String, Option<i64>)>,
    pub(crate) definition: Value,
    pub(crate) configuration_type: Option<String>,
    pub(crate) configuration: Object,
    pub(crate) status: String,
    pub(crate) status_reason: Option<String>,
    /// Whether it works.
    pub(crate) enabled: bool,
    pub(crate) disabled_channels: Vec<String>,
}

/// The first bot of the data, made with the given ids when the data is new.
pub(crate) fn bot(
    tx: &Transaction<'_>,
    workspace_id: &str,
    bot_id: &str,
    user_id: &str,
    name: &str,
    now: i64,
) -> Result<BotRow, Failure> {
    let found = tx
        .prepare_cached(
            "SELECT b.seq, b.id, b.user_id, w.seq, w.id FROM bots b JOIN workspaces w ON w.seq = b.workspace \
             ORDER BY b.seq LIMIT 1",
        )?
        .query_row([], |row| {
            Ok(BotRow {
                seq: row.get(0)?,
                id: row.get(1)?,
                user_id: row.get(2)?,
                workspace: row.get(3)?,
                workspace_id: row.get(4)?,
            })
        })
        .optional()?;
    if let Some(found) = found {
        return Ok(found);
    }
    tx.execute(
        "INSERT INTO workspaces (id, created_at, updated_at, handle) VALUES (?1, ?2, ?2, 'local')",
        params![workspace_id, now],
    )?;
    let workspace = tx.last_insert_rowid();
    tx.execute(
        "INSERT INTO bots (id, workspace, user_id, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)",
        params![bot_id, workspace, user_id, now],
    )?;
    let seq = tx.last_insert_rowid();
    super::users::create_bot_user(tx, seq, user_id, name, now)?;
    Ok(BotRow {
        seq,
        id: bot_id.to_owned(),
        user_id: user_id.to_owned(),
        workspace,
        workspace_id: workspace_id.to_owned(),
    })
}

/// Deploys an integration: a name and version that exist already keep their id.
pub(crate) fn deploy(tx: &Transaction<'_>, workspace: i64, new: &NewIntegration, now: i64) -> Result<i64, Failure> {
    Ok(tx
        .prepare_cached(
            "INSERT INTO integrations (id, workspace, name, version, url, signing_secret, definition, created_at, \
             updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8) ON CONFLICT (workspace, name, version) \
             WHERE dev = 0 AND deleted_at IS NULL DO UPDATE SET url = excluded.url, signing_secret = excluded.signing_secret, definition = excluded.definition, updated_at = excluded.updated_at \
             RETURNING seq",
        )?
        .query_row(
            params![new.id, workspace, new.name, new.version, new.url, new.signing_secret, new.definition, now],
            |row| row.get(0),
        )?)
}

/// Installs an integration under an alias: one that was there keeps its webhook id and all that it owns.
pub(crate) fn install(
    tx: &Transaction<'_>,
    bot: i64,
    alias: &str,
    integration: i64,
    webhook_id: &str,
    configuration: (Option<&str>, &str),
    now: i64,
) -> Result<InstanceRow, Failure> {
    tx.prepare_cached(
        "INSERT INTO instances (webhook_id, bot, alias, integration, configuration_type, configuration, status, \
         created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'registration_pending', ?7, ?7) \
         ON CONFLICT (bot, alias) DO UPDATE SET integration = excluded.integration, \
         configuration_type = excluded.configuration_type, configuration = excluded.configuration, \
         status = excluded.status, status_reason = NULL, enabled = 1, updated_at = excluded.updated_at",
    )?
    .execute(params![webhook_id, bot, alias, integration, configuration.0, configuration.1, now])?;
    let mut statement = tx.prepare_cached(&format!("{INSTANCES} WHERE i.bot = ?1 AND i.alias = ?2"))?;
    Ok(statement.query_row(params![bot, alias], read)?)
}

/// Notes where the integration of this installation is served.
pub(crate) fn set_url(tx: &Transaction<'_>, instance: i64, url: &str, now: i64) -> Result<(), Failure> {
    tx.prepare_cached(
        "UPDATE integrations SET url = ?2, updated_at = ?3 \
         WHERE seq = (SELECT integration FROM instances WHERE seq = ?1)",
    )?
    .execute(params![instance, url, now])?;
    Ok(())
}

/// Notes where the installation stands.
pub(crate) fn set_status(
    tx: &Transaction<'_>,
    instance: i64,
    status: &str,
    reason: Option<&str>,
    now: i64,
) -> Result<(), Failure> {
    tx.prepare_cached("UPDATE instances SET status = ?2, status_reason = ?3, updated_at = ?4 WHERE seq = ?1")?
        .execute(params![instance, status, reason, now])?;
    Ok(())
}

/// Notes that the installation is no more. Webhooks for its identifier may go to another one; what it owns is kept.
pub(crate) fn set_uninstalled(
    tx: &Transaction<'_>,
    instance: i64,
    reason: Option<&str>,
    now: i64,
) -> Result<(), Failure> {
    set_status(tx, instance, UNINSTALLED, reason, now)?;
    tx.prepare_cached("UPDATE instances SET identifier = NULL, register_at = NULL WHERE seq = ?1")?
        .execute(params![instance])?;
    Ok(())
}

/// Notes another configuration of the installation, which is still to be registered with it.
pub(crate) fn set_configuration(
    tx: &Transaction<'_>,
    instance: i64,
    configuration_type: Option<&str>,
    configuration: &str,
    now: i64,
) -> Result<(), Failure> {
    tx.prepare_cached(
        "UPDATE instances SET configuration_type = ?2, configuration = ?3, updated_at = ?4, status_reason = NULL, \
         status = CASE enabled WHEN 1 THEN 'registration_pending' ELSE status END WHERE seq = ?1",
    )?
    .execute(params![instance, configuration_type, configuration, now])?;
    Ok(())
}

/// What `configureIntegration` sets; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub(crate) struct Configure {
    pub(crate) identifier: botpress_api::Patch<String>,
    pub(crate) sandbox_identifiers: botpress_api::Patch<String>,
    /// The interval's name, and when it is over for the first time.
    pub(crate) register_schedule: Option<(String, i64)>,
}

/// All versions of the integration that the installation `?1` is of.
pub(crate) const VERSIONS_OF_INSTANCE: &str = "SELECT n.seq FROM instances i JOIN integrations own \
    ON own.seq = i.integration JOIN integrations n ON n.workspace = own.workspace AND n.name = own.name WHERE i.seq = ?1";

/// Sets what the integration says about its own installation.
pub(crate) fn configure(tx: &Transaction<'_>, instance: i64, configure: Configure, now: i64) -> Result<(), Failure> {
    let (mut identifier, mut sandbox): (Option<String>, Option<String>) = tx
        .prepare_cached("SELECT identifier, sandbox_identifiers FROM instances WHERE seq = ?1")?
        .query_row(params![instance], |row| Ok((row.get(0)?, row.get(1)?)))?;
    configure.identifier.apply(&mut identifier);
    configure.sandbox_identifiers.apply(&mut sandbox);
    let taken: bool = tx
        .prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM instances WHERE identifier = ?2 AND seq <> ?1 \
             AND integration IN ({VERSIONS_OF_INSTANCE}))"
        ))?
        .query_row(params![instance, identifier], |row| row.get(0))?;
    if taken {
        return Err(Failure::Conflict(
            "body.identifier: another installation of the integration has this identifier".to_owned(),
        ));
    }
    tx.prepare_cached(
        "UPDATE instances SET identifier = ?2, sandbox_identifiers = ?3, updated_at = ?4 WHERE seq = ?1",
    )?
    .execute(params![instance, identifier, sandbox, now])?;
    if let Some((schedule, due)) = configure.register_schedule {
        tx.prepare_cached("UPDATE instances SET register_schedule = ?2, register_at = ?3 WHERE seq = ?1")?
            .execute(params![instance, schedule, due])?;
    }
    Ok(())
}

/// All installations of the bot, those that were uninstalled included: what they own is still there.
pub(crate) fn instances(tx: &Transaction<'_>, bot: i64) -> Result<Vec<InstanceRow>, Failure> {
    let mut statement = tx.prepare_cached(&format!("{INSTANCES} WHERE i.bot = ?1 ORDER BY i.seq"))?;
    let rows = statement.query_map(params![bot], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Adds to a counter of the integration.
pub(crate) fn track(tx: &Transaction<'_>, scope: &super::Scope, name: &str, count: u64) -> Result<(), Failure> {
    tx.prepare_cached(
        "INSERT INTO analytics (bot, owner, name, count) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (bot, owner, name) DO UPDATE SET count = count + excluded.count",
    )?
    .execute(params![scope.bot, scope.owner, name, i64::try_from(count).unwrap_or(i64::MAX)])?;
    Ok(())
}

/// Keeps an observation.
pub(crate) fn observe(tx: &Transaction<'_>, scope: &super::Scope, name: &str, body: &str) -> Result<(), Failure> {
    tx.prepare_cached("INSERT INTO observations (bot, owner, name, body, created_at) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![scope.bot, scope.owner, name, body, scope.now])?;
    Ok(())
}

/// The counters of the bot with their sums.
pub(crate) fn analytics(tx: &Transaction<'_>, bot: i64) -> Result<Vec<(String, u64)>, Failure> {
    let mut statement =
        tx.prepare_cached("SELECT name, sum(count) FROM analytics WHERE bot = ?1 GROUP BY name ORDER BY name")?;
    let rows = statement.query_map(params![bot], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

const INSTANCES: &str = "SELECT i.seq, i.webhook_id, i.alias, n.id, n.name, n.url, n.signing_secret, n.definition, \
    i.configuration_type, i.configuration, i.status, i.status_reason, n.retired_secrets, i.enabled, \
    i.disabled_channels \
    FROM instances i JOIN integrations n ON n.seq = i.integration";

fn read(row: &Row<'_>) -> rusqlite::Result<InstanceRow> {
    let mut signing_secrets: Vec<_> =
        row.get::<_, Option<String>>(6)?.into_iter().map(|secret| (secret, None)).collect();
    signing_secrets.extend(json::<Vec<(String, Option<i64>)>>(12, row.get_ref(12)?.as_str()?)?);
    Ok(InstanceRow {
        seq: row.get(0)?,
        webhook_id: row.get(1)?,
        alias: row.get(2)?,
        integration_id: row.get(3)?,
        name: row.get(4)?,
        url: row.get(5)?,
        signing_secrets,
        definition: json(7, row.get_ref(7)?.as_str()?)?,
        configuration_type: row.get(8)?,
        configuration: json(9, row.get_ref(9)?.as_str()?)?,
        status: row.get(10)?,
        status_reason: row.get(11)?,
        enabled: row.get(13)?,
        disabled_channels: json(14, row.get_ref(14)?.as_str()?)?,
    })
}
