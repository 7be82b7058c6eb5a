//! Tags: who set them, who sees them, and finding objects by them.

use indexmap::IndexMap;
use rusqlite::{Transaction, params};

use super::Scope;
use super::paging::Select;
use crate::failure::Failure;

/// What can carry tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tagged {
    User,
    Conversation,
    Message,
    Workflow,
}

impl Tagged {
    pub(super) const fn table(self) -> &'static str {
        match self {
            Self::User => "user_tags",
            Self::Conversation => "conversation_tags",
            Self::Message => "message_tags",
            Self::Workflow => "workflow_tags",
        }
    }
}

/// One tag as it is stored: the integration's instance that it belongs to (or the bot), and the key without prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TagKey {
    pub(crate) owner: i64,
    pub(crate) key: String,
}

/// A tag and its value; `None` stands for "no such tag": it removes when written and must be absent when compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) key: TagKey,
    pub(crate) value: Option<String>,
}

/// Which existing object a get-or-create means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// Tags to compare; a value of `None` must be absent.
    pub(crate) tags: Vec<Tag>,
    /// Whether the object may have no other tags of this owner: the form without `discriminateByTags`.
    pub(crate) exact: bool,
}

/// Sets and removes tags of an object. True when something changed.
pub(super) fn write(tx: &Transaction<'_>, kind: Tagged, object: i64, tags: &[Tag]) -> Result<bool, Failure> {
    let table = kind.table();
    let mut changed = 0;
    for Tag { key: TagKey { owner, key }, value } in tags {
        changed += match value {
            Some(value) => tx
                .prepare_cached(&format!(
                    "INSERT INTO {table} (object, owner, key, value) VALUES (?1, ?2, ?3, ?4) \
                     ON CONFLICT (object, owner, key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value"
                ))?
                .execute(params![object, owner, key, value])?,
            None => tx
                .prepare_cached(&format!("DELETE FROM {table} WHERE object = ?1 AND owner = ?2 AND key = ?3"))?
                .execute(params![object, owner, key])?,
        };
    }
    Ok(changed > 0)
}

/// The tags that the scope sees: an integration its own without prefix, the bot all, those of integrations as
/// `alias:key`.
pub(super) fn read(
    tx: &Transaction<'_>,
    kind: Tagged,
    object: i64,
    scope: &Scope,
) -> Result<IndexMap<String, String>, Failure> {
    let table = kind.table();
    if !scope.is_bot() {
        let mut statement = tx
            .prepare_cached(&format!("SELECT key, value FROM {table} WHERE object = ?1 AND owner = ?2 ORDER BY key"))?;
        let rows = statement.query_map(params![object, scope.owner], |row| Ok((row.get(0)?, row.get(1)?)))?;
        return Ok(rows.collect::<Result<_, _>>()?);
    }
    let mut statement = tx.prepare_cached(&format!(
        "SELECT i.alias, t.key, t.value FROM {table} t LEFT JOIN instances i ON i.seq = t.owner \
         WHERE t.object = ?1 ORDER BY t.owner, t.key"
    ))?;
    let rows = statement.query_map(params![object], |row| {
        let (alias, key): (Option<String>, String) = (row.get(0)?, row.get(1)?);
        Ok((alias.map_or(key.clone(), |alias| format!("{alias}:{key}")), row.get(2)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Narrows a selection to the object that a get-or-create means.
pub(super) fn identify(select: &mut Select, kind: Tagged, identity: &Identity, scope: &Scope) {
    let mut present = 0_i64;
    for Tag { key: TagKey { owner, key }, value } in &identity.tags {
        match value {
            Some(value) => {
                present += 1;
                select.with_tag(kind, *owner, key, value);
            }
            None => select.without_tag(kind, *owner, key),
        }
    }
    if identity.exact {
        // An integration cannot see, and so cannot mean, the tags of others; the bot sees all.
        let (table, all, owner) = (kind.table(), i64::from(scope.is_bot()), scope.owner);
        select.and(
            &format!("(SELECT count(*) FROM {table} x WHERE x.object = o.seq AND (? OR x.owner = ?)) = ?"),
            [all, owner, present],
        );
    }
}

/// The distinct values of a tag, in order, for the objects that the scope made.
pub(crate) fn values(
    tx: &Transaction<'_>,
    kind: Tagged,
    key: &TagKey,
    scope: &Scope,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<String>, Failure> {
    let (table, objects) = match kind {
        Tagged::User => (kind.table(), "users"),
        Tagged::Conversation => (kind.table(), "conversations"),
        Tagged::Message => (kind.table(), "messages"),
        Tagged::Workflow => (kind.table(), "workflows"),
    };
    let mut statement = tx.prepare_cached(&format!(
        "SELECT DISTINCT t.value FROM {table} t JOIN {objects} o ON o.seq = t.object \
         WHERE t.owner = ?1 AND t.key = ?2 AND o.bot = ?3 AND (?4 IS NULL OR t.value > ?4) ORDER BY t.value LIMIT ?5"
    ))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![key.owner, key.key, scope.bot, after, limit], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
