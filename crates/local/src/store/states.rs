//! States: what integrations and bots remember about conversations, users and themselves.

use botpress_api::Patch;
use rusqlite::{OptionalExtension as _, Transaction, params};
use serde_json::{Map, Value};

use super::Scope;
use super::users::json;
use crate::failure::Failure;

/// A state.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StateRow {
    pub(crate) id: String,
    pub(crate) key: StateKey,
    pub(crate) payload: Value,
    /// How long it lives after the last write, in milliseconds.
    pub(crate) expiry: Option<i64>,
    pub(crate) expires_at: Option<i64>,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

/// Which state: at most one exists per key and owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StateKey {
    /// `conversation`, `user`, `bot` or `integration`.
    pub(crate) kind: String,
    /// The id of what it is about.
    pub(crate) subject: String,
    pub(crate) name: String,
}

/// The state, unless it has expired.
pub(crate) fn get(tx: &Transaction<'_>, scope: &Scope, key: &StateKey) -> Result<StateRow, Failure> {
    find(tx, scope, key)?.ok_or_else(|| Failure::not_found("state", &key.name))
}

/// Replaces the state, or creates it under the given id.
///
/// Without an expiry it lives until it is removed.
pub(crate) fn set(
    tx: &Transaction<'_>,
    scope: &Scope,
    key: &StateKey,
    id: &str,
    payload: &Value,
    expiry: Option<i64>,
) -> Result<StateRow, Failure> {
    let created_at = find(tx, scope, key)?.map_or(scope.now, |old| old.created_at);
    tx.prepare_cached(
        "INSERT INTO states (id, bot, owner, type, subject, name, payload, expiry, expires_at, created_at, updated_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (bot, owner, type, subject, name) \
         DO UPDATE SET payload = excluded.payload, expiry = excluded.expiry, expires_at = excluded.expires_at, \
         created_at = excluded.created_at, updated_at = excluded.updated_at",
    )?
    .execute(params![
        id,
        scope.bot,
        scope.owner,
        key.kind,
        key.subject,
        key.name,
        payload.to_string(),
        expiry,
        expiry.map(|expiry| scope.now.saturating_add(expiry)),
        created_at,
        scope.now
    ])?;
    get(tx, scope, key)
}

/// Removes the state and shows it as it is then: with an empty payload.
pub(crate) fn clear(tx: &Transaction<'_>, scope: &Scope, key: StateKey, id: &str) -> Result<StateRow, Failure> {
    let old = find(tx, scope, &key)?;
    tx.prepare_cached("DELETE FROM states WHERE bot = ?1 AND owner = ?2 AND type = ?3 AND subject = ?4 AND name = ?5")?
        .execute(params![scope.bot, scope.owner, key.kind, key.subject, key.name])?;
    let (id, created_at) = old.map_or((id.to_owned(), scope.now), |old| (old.id, old.created_at));
    let payload = Value::Object(Map::new());
    Ok(StateRow { id, key, payload, expiry: None, expires_at: None, created_at, updated_at: scope.now })
}

/// The state as it is, or as given when there is none.
pub(crate) fn get_or_set(
    tx: &Transaction<'_>,
    scope: &Scope,
    key: &StateKey,
    id: &str,
    payload: &Value,
    expiry: Option<i64>,
) -> Result<StateRow, Failure> {
    match find(tx, scope, key)? {
        Some(found) => Ok(found),
        None => set(tx, scope, key, id, payload, expiry),
    }
}

/// Sets the given keys of the payload and leaves the others, one level deep. A kept expiry starts anew.
pub(crate) fn patch(
    tx: &Transaction<'_>,
    scope: &Scope,
    key: &StateKey,
    id: &str,
    changes: Map<String, Value>,
    expiry: Patch<i64>,
) -> Result<StateRow, Failure> {
    let old = find(tx, scope, key)?;
    let mut kept = old.as_ref().and_then(|old| old.expiry);
    expiry.apply(&mut kept);
    let mut payload = match old.map(|old| old.payload) {
        Some(Value::Object(payload)) => payload,
        _ => Map::new(),
    };
    payload.extend(changes);
    set(tx, scope, key, id, &Value::Object(payload), kept)
}

/// Changes how long the state lives.
pub(crate) fn set_expiry(
    tx: &Transaction<'_>,
    scope: &Scope,
    key: &StateKey,
    expiry: Option<i64>,
) -> Result<StateRow, Failure> {
    let old = get(tx, scope, key)?;
    set(tx, scope, key, &old.id, &old.payload, expiry)
}

/// Forgets the states of bots that have expired, and gives them with the row of their bot.
pub(crate) fn take_expired_of_bots(tx: &Transaction<'_>, now: i64) -> Result<Vec<(i64, StateRow)>, Failure> {
    let mut statement = tx
        .prepare_cached(&format!("DELETE FROM states WHERE owner = 0 AND expires_at <= ?1 RETURNING {COLUMNS}, bot"))?;
    let rows = statement.query_map(params![now], |row| Ok((row.get("bot")?, read(row)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets what has expired; reads do not see it anyway.
pub(crate) fn purge(tx: &Transaction<'_>, now: i64) -> Result<(), Failure> {
    tx.prepare_cached("DELETE FROM states WHERE expires_at <= ?1")?.execute(params![now])?;
    Ok(())
}

/// All states of the bot, whoever made them.
pub(crate) fn all(tx: &Transaction<'_>, bot: i64, now: i64) -> Result<Vec<StateRow>, Failure> {
    let mut statement = tx.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM states WHERE bot = ?1 AND (expires_at IS NULL OR expires_at > ?2) ORDER BY seq"
    ))?;
    let rows = statement.query_map(params![bot, now], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A state, and whose it is: the alias of an installation, or `None` for the bot.
#[derive(Debug)]
pub(crate) struct OwnedState {
    pub(crate) alias: Option<String>,
    pub(crate) state: StateRow,
    /// Its place in a list, for the page after it.
    pub(crate) place: Place,
}

/// The owner, the type, the subject and the name.
pub(crate) type Place = (i64, String, String, String);

/// One page of the states of all owners, sorted by owner, type, subject and name; true when there are more.
pub(crate) fn page(
    tx: &Transaction<'_>,
    bot: i64,
    now: i64,
    after: Option<&Place>,
    size: usize,
) -> Result<(Vec<OwnedState>, bool), Failure> {
    let first = (i64::MIN, String::new(), String::new(), String::new());
    let (owner, kind, subject, name) = after.unwrap_or(&first);
    let mut statement = tx.prepare_cached(&format!(
        "{OWNED} WHERE s.bot = ?1 AND (s.owner, s.type, s.subject, s.name) > (?3, ?4, ?5, ?6) \
         AND (s.expires_at IS NULL OR s.expires_at > ?2) ORDER BY s.owner, s.type, s.subject, s.name LIMIT ?7"
    ))?;
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![bot, now, owner, kind, subject, name, limit], read_owned)?;
    let mut states = rows.collect::<Result<Vec<_>, _>>()?;
    let more = states.len() > size;
    states.truncate(size);
    Ok((states, more))
}

/// The states about one thing, whoever made them.
pub(crate) fn about(
    tx: &Transaction<'_>,
    bot: i64,
    now: i64,
    kind: &str,
    subject: &str,
) -> Result<Vec<OwnedState>, Failure> {
    let mut statement = tx.prepare_cached(&format!(
        "{OWNED} WHERE s.type = ?3 AND s.subject = ?4 AND s.bot = ?1 AND (s.expires_at IS NULL OR s.expires_at > ?2) \
         ORDER BY s.owner, s.name"
    ))?;
    let rows = statement.query_map(params![bot, now, kind, subject], read_owned)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

const OWNED: &str = "SELECT s.id, s.type, s.subject, s.name, s.payload, s.expiry, s.expires_at, s.created_at, \
    s.updated_at, s.owner, i.alias FROM states s LEFT JOIN instances i ON i.seq = s.owner";

fn read_owned(row: &rusqlite::Row<'_>) -> rusqlite::Result<OwnedState> {
    let state = read(row)?;
    let key = state.key.clone();
    Ok(OwnedState { alias: row.get(10)?, place: (row.get(9)?, key.kind, key.subject, key.name), state })
}

fn find(tx: &Transaction<'_>, scope: &Scope, key: &StateKey) -> Result<Option<StateRow>, Failure> {
    let mut statement = tx.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM states WHERE bot = ?1 AND owner = ?2 AND type = ?3 AND subject = ?4 AND name = ?5 \
         AND (expires_at IS NULL OR expires_at > ?6)"
    ))?;
    let args = params![scope.bot, scope.owner, key.kind, key.subject, key.name, scope.now];
    Ok(statement.query_row(args, read).optional()?)
}

const COLUMNS: &str = "id, type, subject, name, payload, expiry, expires_at, created_at, updated_at";

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<StateRow> {
    Ok(StateRow {
        id: row.get(0)?,
        key: StateKey { kind: row.get(1)?, subject: row.get(2)?, name: row.get(3)? },
        payload: json(4, row.get_ref(4)?.as_str()?)?,
        expiry: row.get(5)?,
        expires_at: row.get(6)?,
        created_at: row.get(7)?,
        updated_at: row.get(8)?,
    })
}
