//! Users: people of the external systems, and the bot itself.

use botpress_api::Patch;
use indexmap::IndexMap;
use rusqlite::{OptionalExtension as _, Row, Transaction, params};

use super::paging::{Field, Page, Paging, Select};
use super::tags::{self, Identity, Tag, TagKey, Tagged};
use super::{BOT, Scope};
use crate::failure::Failure;

/// A user as the scope sees it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct UserRow {
    pub(crate) seq: i64,
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) picture_url: Option<String>,
    pub(crate) properties: Option<Texts>,
    pub(crate) attributes: Option<Texts>,
    pub(crate) tags: Texts,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

/// Names and texts: tags, properties, attributes.
pub(crate) type Texts = IndexMap<String, String>;

/// What to write: all of a new user, or the changes of an old one.
#[derive(Debug, Clone, Default)]
pub(crate) struct UserWrite {
    pub(crate) tags: Vec<Tag>,
    pub(crate) name: Patch<String>,
    pub(crate) picture_url: Patch<String>,
    /// `None` removes.
    pub(crate) properties: IndexMap<String, Option<String>>,
    pub(crate) attributes: IndexMap<String, Option<String>>,
}

/// Which users to list.
#[derive(Debug, Clone)]
pub(crate) struct UserFilter {
    pub(crate) conversation: Option<String>,
    pub(crate) tags: Vec<(TagKey, String)>,
    pub(crate) after: Option<i64>,
    pub(crate) before: Option<i64>,
    /// Which time `after` and `before` are about.
    pub(crate) range: Field,
}

/// Creates a user under the given id.
pub(crate) fn create(tx: &Transaction<'_>, scope: &Scope, id: &str, write: UserWrite) -> Result<UserRow, Failure> {
    tx.prepare_cached("INSERT INTO users (id, bot, owner, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)")?
        .execute(params![id, scope.bot, scope.owner, scope.now])?;
    change(tx, scope, tx.last_insert_rowid(), write)
}

/// The user that the identity means, changed as said, or a new one under the given id. True when it was created.
pub(crate) fn get_or_create(
    tx: &Transaction<'_>,
    scope: &Scope,
    id: &str,
    identity: &Identity,
    write: UserWrite,
) -> Result<(UserRow, bool), Failure> {
    let mut select = Select::from("users");
    select.and("o.bot = ? AND o.owner = ?", [scope.bot, scope.owner]);
    tags::identify(&mut select, Tagged::User, identity, scope);
    match select.first(tx)? {
        Some(seq) => Ok((change(tx, scope, seq, write)?, false)),
        None => Ok((create(tx, scope, id, write)?, true)),
    }
}

/// The user, if the scope sees it.
pub(crate) fn get(tx: &Transaction<'_>, scope: &Scope, id: &str) -> Result<UserRow, Failure> {
    let seq = find(tx, scope, id)?.ok_or_else(|| Failure::not_found("user", id))?;
    load(tx, scope, seq)
}

/// The row of the user with this id, if the scope sees it. The bot's own users are seen by all of its integrations.
pub(crate) fn find(tx: &Transaction<'_>, scope: &Scope, id: &str) -> Result<Option<i64>, Failure> {
    Ok(tx
        .prepare_cached("SELECT seq FROM users WHERE id = ?1 AND bot = ?2 AND (?3 = 0 OR owner = ?3 OR owner = 0)")?
        .query_row(params![id, scope.bot, scope.owner], |row| row.get(0))
        .optional()?)
}

/// Changes a user.
pub(crate) fn update(tx: &Transaction<'_>, scope: &Scope, id: &str, write: UserWrite) -> Result<UserRow, Failure> {
    let seq = find(tx, scope, id)?.ok_or_else(|| Failure::not_found("user", id))?;
    change(tx, scope, seq, write)
}

/// Removes a user, with its tags, states and participations; its messages stay.
pub(crate) fn delete(tx: &Transaction<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
    let removed = tx
        .prepare_cached("DELETE FROM users WHERE id = ?1 AND bot = ?2 AND (?3 = 0 OR owner = ?3)")?
        .execute(params![id, scope.bot, scope.owner])?;
    if removed == 0 {
        return Err(Failure::not_found("user", id));
    }
    tx.prepare_cached("DELETE FROM states WHERE type = 'user' AND subject = ?1")?.execute(params![id])?;
    Ok(())
}

/// One page of users.
pub(crate) fn list(
    tx: &Transaction<'_>,
    scope: &Scope,
    filter: UserFilter,
    paging: &Paging,
) -> Result<Page<UserRow>, Failure> {
    let mut select = Select::from("users");
    select.and("o.bot = ?", [scope.bot]);
    if let Some(conversation) = filter.conversation {
        let conversation = super::conversations::find(tx, scope, &conversation)?.ok_or_else(|| {
            Failure::query("query.conversationId", format!("conversation `{conversation}` does not exist"))
        })?;
        select.within("SELECT p.user AS object FROM participants p WHERE p.conversation = ?", [conversation]);
    } else if !scope.is_bot() {
        select.and("o.owner = ?", [scope.owner]);
    }
    for (key, value) in &filter.tags {
        select.with_tag(Tagged::User, key.owner, &key.key, value);
    }
    let column = filter.range.column();
    select.and_maybe(&format!("o.{column} >= ?"), filter.after);
    select.and_maybe(&format!("o.{column} <= ?"), filter.before);
    select.page(tx, paging)?.load(|seq| load(tx, scope, seq))
}

/// The user in this row.
pub(super) fn load(tx: &Transaction<'_>, scope: &Scope, seq: i64) -> Result<UserRow, Failure> {
    let tags = tags::read(tx, Tagged::User, seq, scope)?;
    let mut statement = tx.prepare_cached(
        "SELECT id, name, picture_url, properties, attributes, created_at, updated_at FROM users WHERE seq = ?1",
    )?;
    Ok(statement.query_row(params![seq], |row| {
        Ok(UserRow {
            seq,
            id: row.get(0)?,
            name: row.get(1)?,
            picture_url: row.get(2)?,
            properties: texts(row, 3)?,
            attributes: texts(row, 4)?,
            tags,
            created_at: row.get(5)?,
            updated_at: row.get(6)?,
        })
    })?)
}

fn change(tx: &Transaction<'_>, scope: &Scope, seq: i64, write: UserWrite) -> Result<UserRow, Failure> {
    let old = load(tx, scope, seq)?;
    let mut new = old.clone();
    write.name.apply(&mut new.name);
    write.picture_url.apply(&mut new.picture_url);
    merge(&mut new.properties, write.properties);
    merge(&mut new.attributes, write.attributes);
    let retagged = tags::write(tx, Tagged::User, seq, &write.tags)?;
    if !retagged && new == old {
        return Ok(old);
    }
    tx.prepare_cached(
        "UPDATE users SET name = ?2, picture_url = ?3, properties = ?4, attributes = ?5, updated_at = ?6 WHERE seq = ?1",
    )?
    .execute(params![
        seq,
        new.name,
        new.picture_url,
        text_of(new.properties.as_ref()),
        text_of(new.attributes.as_ref()),
        scope.now
    ])?;
    load(tx, scope, seq)
}

/// Writes into a map of texts; `None` removes.
pub(super) fn merge(stored: &mut Option<Texts>, changes: IndexMap<String, Option<String>>) {
    for (key, value) in changes {
        match value {
            Some(value) => {
                stored.get_or_insert_default().insert(key, value);
            }
            None => {
                if let Some(stored) = stored {
                    stored.shift_remove(&key);
                }
            }
        }
    }
}

/// A map of texts as its column holds it.
pub(super) fn text_of(texts: Option<&Texts>) -> Option<String> {
    texts.and_then(|texts| serde_json::to_string(texts).ok())
}

/// The map of texts in a column.
pub(super) fn texts(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Texts>> {
    row.get::<_, Option<String>>(column)?.map(|text| json(column, &text)).transpose()
}

/// The JSON in a column.
pub(super) fn json<T: serde::de::DeserializeOwned>(column: usize, text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
    })
}

/// Creates the user that represents the bot.
pub(crate) fn create_bot_user(tx: &Transaction<'_>, bot: i64, id: &str, name: &str, now: i64) -> Result<(), Failure> {
    let scope = Scope { bot, owner: BOT, now };
    create(tx, &scope, id, UserWrite { name: Patch::Set(name.to_owned()), ..UserWrite::default() }).map(drop)
}
