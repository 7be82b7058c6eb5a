//! Messages, and the queue of those that integrations still have to deliver.

use rusqlite::{OptionalExtension as _, Transaction, params};
use serde_json::Value;

use super::paging::{Page, Paging, Select};
use super::tags::{self, Identity, Tag, TagKey, Tagged};
use super::users::{self, Texts, json};
use super::{BOT, Scope, conversations, events, participants};
use crate::failure::Failure;

/// A message as the scope sees it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MessageRow {
    pub(crate) seq: i64,
    pub(crate) id: String,
    pub(crate) owner: i64,
    pub(crate) conversation_id: String,
    pub(crate) user_id: String,
    pub(crate) kind: String,
    pub(crate) payload: Value,
    pub(crate) incoming: bool,
    pub(crate) origin: Option<String>,
    pub(crate) tags: Texts,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

/// A message to be created.
#[derive(Debug, Clone)]
pub(crate) struct NewMessage {
    pub(crate) id: String,
    /// The id of the event that tells the bot, when the message is an incoming one.
    pub(crate) event_id: String,
    pub(crate) conversation_id: String,
    pub(crate) user_id: String,
    pub(crate) kind: String,
    pub(crate) payload: Value,
    pub(crate) origin: Option<String>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) incoming: bool,
    pub(crate) effect: Effect,
}

/// When what follows from a message follows: the bot's event of an incoming one, the delivery of an outgoing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    AtOnce,
    /// Then. The message itself is there at once.
    At(i64),
    /// Never: the message was written then, and all that followed from it has happened.
    Past(i64),
}

/// Which messages to list.
#[derive(Debug, Clone, Default)]
pub(crate) struct MessageFilter {
    pub(crate) conversation: Option<String>,
    pub(crate) tags: Vec<(TagKey, String)>,
    pub(crate) after: Option<i64>,
    pub(crate) before: Option<i64>,
}

/// Creates a message and queues what follows from it, in one step: an event for the bot when an integration made it, a
/// delivery by the integration when the bot did.
pub(crate) fn create(tx: &Transaction<'_>, scope: &Scope, new: &NewMessage) -> Result<MessageRow, Failure> {
    let conversation = conversations::find(tx, scope, &new.conversation_id)?
        .ok_or_else(|| Failure::reference("body.conversationId", "conversation", &new.conversation_id))?;
    let conversation = conversations::load(tx, scope, conversation)?;
    let user =
        users::find(tx, scope, &new.user_id)?.ok_or_else(|| Failure::reference("body.userId", "user", &new.user_id))?;
    let delivers = !new.incoming && conversation.owner != BOT;
    let (delivery, due, created_at) = match new.effect {
        Effect::AtOnce => (delivers.then_some("pending"), None, scope.now),
        Effect::At(due) => (delivers.then_some("scheduled"), Some(due), scope.now),
        Effect::Past(created_at) => (None, None, created_at),
    };
    let payload = new.payload.to_string();
    tx.prepare_cached(
        "INSERT INTO messages (id, bot, owner, conversation, user_id, type, payload, direction, origin, delivery, \
         deliver_at, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)",
    )?
    .execute(params![
        new.id,
        scope.bot,
        conversation.owner,
        conversation.seq,
        new.user_id,
        new.kind,
        payload,
        if new.incoming { "incoming" } else { "outgoing" },
        new.origin,
        delivery,
        due.filter(|_| delivers),
        created_at
    ])?;
    let seq = tx.last_insert_rowid();
    tags::write(tx, Tagged::Message, seq, &new.tags)?;
    tx.prepare_cached("UPDATE conversations SET message_count = message_count + 1 WHERE seq = ?1")?
        .execute(params![conversation.seq])?;
    if new.incoming {
        participants::insert(tx, scope, conversation.seq, user)?;
        if !matches!(new.effect, Effect::Past(_)) {
            let about = (new.conversation_id.as_str(), new.user_id.as_str(), new.id.as_str());
            events::announce_message(tx, scope, &new.event_id, about, due)?;
        }
    }
    load(tx, scope, seq)
}

/// The message that the identity means in its conversation, changed as said, or a new one. True when created.
pub(crate) fn get_or_create(
    tx: &Transaction<'_>,
    scope: &Scope,
    identity: &Identity,
    new: &NewMessage,
    payload: Option<Value>,
) -> Result<(MessageRow, bool), Failure> {
    match matching(tx, scope, identity, new)? {
        Some(seq) => Ok((change(tx, scope, seq, &new.tags, payload)?, false)),
        None => Ok((create(tx, scope, new)?, true)),
    }
}

/// The message that the identity means in its conversation, as it is, or the given one from the past.
pub(crate) fn import(
    tx: &Transaction<'_>,
    scope: &Scope,
    identity: &Identity,
    new: &NewMessage,
) -> Result<MessageRow, Failure> {
    match matching(tx, scope, identity, new)? {
        Some(seq) => load(tx, scope, seq),
        None => create(tx, scope, new),
    }
}

/// The message, if the scope sees it.
pub(crate) fn get(tx: &Transaction<'_>, scope: &Scope, id: &str) -> Result<MessageRow, Failure> {
    load(tx, scope, find(tx, scope, id)?)
}

/// Changes tags, and the payload when one is given.
pub(crate) fn update(
    tx: &Transaction<'_>,
    scope: &Scope,
    id: &str,
    tags: &[Tag],
    payload: Option<Value>,
) -> Result<MessageRow, Failure> {
    change(tx, scope, find(tx, scope, id)?, tags, payload)
}

/// Removes a message.
pub(crate) fn delete(tx: &Transaction<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
    let seq = find(tx, scope, id)?;
    tx.prepare_cached(
        "UPDATE conversations SET message_count = message_count - 1 \
         WHERE seq = (SELECT conversation FROM messages WHERE seq = ?1)",
    )?
    .execute(params![seq])?;
    tx.prepare_cached("DELETE FROM messages WHERE seq = ?1")?.execute(params![seq])?;
    Ok(())
}

/// One page of messages.
pub(crate) fn list(
    tx: &Transaction<'_>,
    scope: &Scope,
    filter: MessageFilter,
    paging: &Paging,
) -> Result<Page<MessageRow>, Failure> {
    let mut select = match filter.conversation {
        Some(id) => {
            let conversation = conversations::find(tx, scope, &id)?
                .ok_or_else(|| Failure::query("query.conversationId", format!("conversation `{id}` does not exist")))?;
            let mut select = Select::from("messages");
            select.and("o.conversation = ?", [conversation]);
            select
        }
        None => Select::owned("messages", scope),
    };
    for (key, value) in &filter.tags {
        select.with_tag(Tagged::Message, key.owner, &key.key, value);
    }
    select.and_maybe("o.created_at >= ?", filter.after);
    select.and_maybe("o.created_at <= ?", filter.before);
    select.page(tx, paging)?.load(|seq| load(tx, scope, seq))
}

/// The oldest message of the conversation that its integration still has to deliver.
pub(crate) fn next_delivery(tx: &Transaction<'_>, conversation: &str) -> Result<Option<String>, Failure> {
    Ok(tx
        .prepare_cached(
            "SELECT m.id FROM messages m WHERE m.delivery = 'pending' \
             AND m.conversation = (SELECT seq FROM conversations WHERE id = ?1) ORDER BY m.seq LIMIT 1",
        )?
        .query_row(params![conversation], |row| row.get(0))
        .optional()?)
}

/// The conversations with something to deliver.
pub(crate) fn pending_conversations(tx: &Transaction<'_>, bot: i64) -> Result<Vec<String>, Failure> {
    let mut statement = tx.prepare_cached(
        "SELECT DISTINCT c.id FROM messages m JOIN conversations c ON c.seq = m.conversation \
         WHERE m.delivery = 'pending' AND m.bot = ?1",
    )?;
    let rows = statement.query_map(params![bot], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes how the delivery ended; `None` for success.
pub(crate) fn delivered(tx: &Transaction<'_>, id: &str, error: Option<&str>) -> Result<(), Failure> {
    let outcome = if error.is_none() { "delivered" } else { "failed" };
    tx.prepare_cached("UPDATE messages SET delivery = ?2, delivery_error = ?3 WHERE id = ?1")?
        .execute(params![id, outcome, error])?;
    Ok(())
}

/// How the delivery of a message stands, and why it failed if it did; `None` for what nobody delivers.
pub(crate) fn delivery(tx: &Transaction<'_>, id: &str) -> Result<(Option<String>, Option<String>), Failure> {
    Ok(tx
        .prepare_cached("SELECT delivery, delivery_error FROM messages WHERE id = ?1")?
        .query_row(params![id], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Where a message is: what decides who delivers it and which tags it may have.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) owner: i64,
    pub(crate) channel: String,
    pub(crate) kind: String,
}

/// The owner and channel of the message's conversation, and the message's type.
pub(crate) fn place(tx: &Transaction<'_>, scope: &Scope, id: &str) -> Result<Place, Failure> {
    let seq = find(tx, scope, id)?;
    Ok(tx
        .prepare_cached(
            "SELECT m.owner, c.channel, m.type FROM messages m JOIN conversations c ON c.seq = m.conversation WHERE m.seq = ?1",
        )?
        .query_row(params![seq], |row| {
            Ok(Place { owner: row.get(0)?, channel: row.get(1)?, kind: row.get(2)? })
        })?)
}

fn matching(
    tx: &Transaction<'_>,
    scope: &Scope,
    identity: &Identity,
    new: &NewMessage,
) -> Result<Option<i64>, Failure> {
    let conversation = conversations::find(tx, scope, &new.conversation_id)?
        .ok_or_else(|| Failure::reference("body.conversationId", "conversation", &new.conversation_id))?;
    let mut select = Select::from("messages");
    select.and("o.conversation = ?", [conversation]);
    tags::identify(&mut select, Tagged::Message, identity, scope);
    select.first(tx)
}

fn find(tx: &Transaction<'_>, scope: &Scope, id: &str) -> Result<i64, Failure> {
    tx.prepare_cached("SELECT seq FROM messages WHERE id = ?1 AND bot = ?2 AND (?3 = 0 OR owner = ?3)")?
        .query_row(params![id, scope.bot, scope.owner], |row| row.get(0))
        .optional()?
        .ok_or_else(|| Failure::not_found("message", id))
}

fn load(tx: &Transaction<'_>, scope: &Scope, seq: i64) -> Result<MessageRow, Failure> {
    let tags = tags::read(tx, Tagged::Message, seq, scope)?;
    let mut statement = tx.prepare_cached(
        "SELECT m.id, m.owner, c.id, m.user_id, m.type, m.payload, m.direction = 'incoming', m.origin, m.created_at, \
         m.updated_at FROM messages m JOIN conversations c ON c.seq = m.conversation WHERE m.seq = ?1",
    )?;
    Ok(statement.query_row(params![seq], |row| {
        Ok(MessageRow {
            seq,
            id: row.get(0)?,
            owner: row.get(1)?,
            conversation_id: row.get(2)?,
            user_id: row.get(3)?,
            kind: row.get(4)?,
            payload: json(5, row.get_ref(5)?.as_str()?)?,
            incoming: row.get(6)?,
            origin: row.get(7)?,
            tags,
            created_at: row.get(8)?,
            updated_at: row.get(9)?,
        })
    })?)
}

fn change(
    tx: &Transaction<'_>,
    scope: &Scope,
    seq: i64,
    tags: &[Tag],
    payload: Option<Value>,
) -> Result<MessageRow, Failure> {
    let mut changed = tags::write(tx, Tagged::Message, seq, tags)?;
    if let Some(payload) = payload {
        tx.prepare_cached("UPDATE messages SET payload = ?2 WHERE seq = ?1")?
            .execute(params![seq, payload.to_string()])?;
        changed = true;
    }
    if changed {
        tx.prepare_cached("UPDATE messages SET updated_at = ?2 WHERE seq = ?1")?.execute(params![seq, scope.now])?;
    }
    load(tx, scope, seq)
}
