//! Conversations, each in a channel of the integration that owns it.

use indexmap::IndexMap;
use rusqlite::{OptionalExtension as _, Transaction, params};

use super::Scope;
use super::paging::{Page, Paging, Select};
use super::tags::{self, Identity, Tag, TagKey, Tagged};
use super::users::{Texts, merge, text_of, texts};
use crate::failure::Failure;

/// A conversation as the scope sees it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ConversationRow {
    pub(crate) seq: i64,
    pub(crate) id: String,
    pub(crate) owner: i64,
    /// The alias of the owner; empty for a conversation of the bot itself.
    pub(crate) alias: String,
    pub(crate) channel: String,
    pub(crate) message_count: u64,
    pub(crate) properties: Option<Texts>,
    pub(crate) tags: Texts,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

/// What to write: all of a new conversation, or the changes of an old one.
#[derive(Debug, Clone, Default)]
pub(crate) struct ConversationWrite {
    pub(crate) tags: Vec<Tag>,
    /// `None` removes.
    pub(crate) properties: IndexMap<String, Option<String>>,
}

/// Which conversations to list.
#[derive(Debug, Clone, Default)]
pub(crate) struct ConversationFilter {
    pub(crate) tags: Vec<(TagKey, String)>,
    /// Users that all take part.
    pub(crate) participants: Vec<String>,
    /// The integration's alias or name.
    pub(crate) integration: Option<String>,
    pub(crate) channel: Option<String>,
    pub(crate) after: Option<i64>,
    pub(crate) before: Option<i64>,
    pub(crate) min_messages: Option<i64>,
    pub(crate) max_messages: Option<i64>,
}

/// Creates a conversation under the given id, owned by `owner`, the integration's instance.
pub(crate) fn create(
    tx: &Transaction<'_>,
    scope: &Scope,
    owner: i64,
    id: &str,
    channel: &str,
    write: ConversationWrite,
) -> Result<ConversationRow, Failure> {
    tx.prepare_cached(
        "INSERT INTO conversations (id, bot, owner, channel, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
    )?
    .execute(params![id, scope.bot, owner, channel, scope.now])?;
    change(tx, scope, tx.last_insert_rowid(), write)
}

/// The conversation that the identity means, changed as said, or a new one under the given id. True when created.
pub(crate) fn get_or_create(
    tx: &Transaction<'_>,
    scope: &Scope,
    owner: i64,
    id: &str,
    channel: &str,
    identity: &Identity,
    write: ConversationWrite,
) -> Result<(ConversationRow, bool), Failure> {
    let mut select = Select::from("conversations");
    select.and("o.bot = ? AND o.owner = ?", [scope.bot, owner]);
    select.and("o.channel = ?", [channel.to_owned()]);
    tags::identify(&mut select, Tagged::Conversation, identity, scope);
    match select.first(tx)? {
        Some(seq) => Ok((change(tx, scope, seq, write)?, false)),
        None => Ok((create(tx, scope, owner, id, channel, write)?, true)),
    }
}

/// The conversation, if the scope sees it.
pub(crate) fn get(tx: &Transaction<'_>, scope: &Scope, id: &str) -> Result<ConversationRow, Failure> {
    let seq = find(tx, scope, id)?.ok_or_else(|| Failure::not_found("conversation", id))?;
    load(tx, scope, seq)
}

/// The row of the conversation with this id, if the scope sees it.
pub(crate) fn find(tx: &Transaction<'_>, scope: &Scope, id: &str) -> Result<Option<i64>, Failure> {
    Ok(tx
        .prepare_cached("SELECT seq FROM conversations WHERE id = ?1 AND bot = ?2 AND (?3 = 0 OR owner = ?3)")?
        .query_row(params![id, scope.bot, scope.owner], |row| row.get(0))
        .optional()?)
}

/// Changes a conversation.
pub(crate) fn update(
    tx: &Transaction<'_>,
    scope: &Scope,
    id: &str,
    write: ConversationWrite,
) -> Result<ConversationRow, Failure> {
    let seq = find(tx, scope, id)?.ok_or_else(|| Failure::not_found("conversation", id))?;
    change(tx, scope, seq, write)
}

/// Removes a conversation with its messages, participants and states.
pub(crate) fn delete(tx: &Transaction<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
    let seq = find(tx, scope, id)?.ok_or_else(|| Failure::not_found("conversation", id))?;
    tx.prepare_cached("DELETE FROM conversations WHERE seq = ?1")?.execute(params![seq])?;
    tx.prepare_cached("DELETE FROM states WHERE type = 'conversation' AND subject = ?1")?.execute(params![id])?;
    Ok(())
}

/// One page of conversations.
pub(crate) fn list(
    tx: &Transaction<'_>,
    scope: &Scope,
    filter: ConversationFilter,
    paging: &Paging,
) -> Result<Page<ConversationRow>, Failure> {
    let mut select = Select::owned("conversations", scope);
    for (key, value) in &filter.tags {
        select.with_tag(Tagged::Conversation, key.owner, &key.key, value);
    }
    for user in filter.participants {
        select.within(
            "SELECT p.conversation AS object FROM participants p JOIN users u ON u.seq = p.user WHERE u.id = ?",
            [user],
        );
    }
    if let Some(integration) = filter.integration {
        select.and(
            "o.owner IN (SELECT i.seq FROM instances i JOIN integrations n ON n.seq = i.integration \
             WHERE i.alias = ? OR n.name = ?)",
            [integration.clone(), integration],
        );
    }
    select.and_maybe("o.channel = ?", filter.channel);
    select.and_maybe("o.created_at >= ?", filter.after);
    select.and_maybe("o.created_at <= ?", filter.before);
    select.and_maybe("o.message_count >= ?", filter.min_messages);
    select.and_maybe("o.message_count <= ?", filter.max_messages);
    select.page(tx, paging)?.load(|seq| load(tx, scope, seq))
}

/// The conversation in this row.
pub(super) fn load(tx: &Transaction<'_>, scope: &Scope, seq: i64) -> Result<ConversationRow, Failure> {
    let tags = tags::read(tx, Tagged::Conversation, seq, scope)?;
    let mut statement = tx.prepare_cached(
        "SELECT c.id, c.owner, coalesce(i.alias, ''), c.channel, c.message_count, c.properties, c.created_at, \
         c.updated_at FROM conversations c LEFT JOIN instances i ON i.seq = c.owner WHERE c.seq = ?1",
    )?;
    Ok(statement.query_row(params![seq], |row| {
        Ok(ConversationRow {
            seq,
            id: row.get(0)?,
            owner: row.get(1)?,
            alias: row.get(2)?,
            channel: row.get(3)?,
            message_count: row.get::<_, i64>(4)?.unsigned_abs(),
            properties: texts(row, 5)?,
            tags,
            created_at: row.get(6)?,
            updated_at: row.get(7)?,
        })
    })?)
}

fn change(tx: &Transaction<'_>, scope: &Scope, seq: i64, write: ConversationWrite) -> Result<ConversationRow, Failure> {
    let old = load(tx, scope, seq)?;
    let mut properties = old.properties.clone();
    merge(&mut properties, write.properties);
    let retagged = tags::write(tx, Tagged::Conversation, seq, &write.tags)?;
    if !retagged && properties == old.properties {
        return Ok(old);
    }
    tx.prepare_cached("UPDATE conversations SET properties = ?2, updated_at = ?3 WHERE seq = ?1")?.execute(params![
        seq,
        text_of(properties.as_ref()),
        scope.now
    ])?;
    load(tx, scope, seq)
}
