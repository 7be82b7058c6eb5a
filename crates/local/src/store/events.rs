//! Events: the bot's queue. An incoming message is one of them.

use rusqlite::{OptionalExtension as _, Transaction, params};
use serde_json::Value;

use super::paging::{Page, Paging, Select};
use super::users::json;
use super::{BOT, Scope};
use crate::failure::Failure;

/// The type of the event that tells the bot of an incoming message.
pub(crate) const MESSAGE_CREATED: &str = "message_created";

/// The type of the event that tells the bot of a state of its own that has expired.
pub(crate) const STATE_EXPIRED: &str = "state_expired";

/// An event with its type as the bot sees it: `alias:name`, one of those above, or a name of the bot's own.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EventRow {
    pub(crate) seq: i64,
    pub(crate) id: String,
    pub(crate) owner: i64,
    pub(crate) kind: String,
    pub(crate) payload: Value,
    pub(crate) conversation_id: Option<String>,
    pub(crate) user_id: Option<String>,
    pub(crate) message_id: Option<String>,
    pub(crate) status: String,
    pub(crate) failure_reason: Option<String>,
    pub(crate) created_at: i64,
}

/// An event to be created.
#[derive(Debug, Clone)]
pub(crate) struct NewEvent {
    pub(crate) id: String,
    /// As the bot sees it.
    pub(crate) kind: String,
    pub(crate) payload: Value,
    pub(crate) conversation_id: Option<String>,
    pub(crate) user_id: Option<String>,
    pub(crate) message_id: Option<String>,
    pub(crate) workflow_id: Option<String>,
    /// When the bot gets it; at once when `None`.
    pub(crate) due: Option<i64>,
}

/// Which events to list.
#[derive(Debug, Clone, Default)]
pub(crate) struct EventFilter {
    pub(crate) kind: Option<String>,
    pub(crate) conversation_id: Option<String>,
    pub(crate) user_id: Option<String>,
    pub(crate) message_id: Option<String>,
    pub(crate) workflow_id: Option<String>,
    pub(crate) status: Option<String>,
}

/// Creates an event for the bot to process.
pub(crate) fn create(tx: &Transaction<'_>, scope: &Scope, new: &NewEvent) -> Result<EventRow, Failure> {
    if let Some(id) = &new.conversation_id {
        super::conversations::find(tx, scope, id)?
            .ok_or_else(|| Failure::reference("body.conversationId", "conversation", id))?;
    }
    if let Some(id) = &new.user_id {
        super::users::find(tx, scope, id)?.ok_or_else(|| Failure::reference("body.userId", "user", id))?;
    }
    if let Some(id) = &new.message_id {
        super::messages::get(tx, scope, id).map_err(|failure| match failure {
            Failure::NotFound { what, id } => Failure::reference("body.messageId", what, id),
            other => other,
        })?;
    }
    if let Some(id) = &new.workflow_id {
        super::workflows::find(tx, scope, id)?.ok_or_else(|| Failure::reference("body.workflowId", "workflow", id))?;
    }
    insert(tx, scope, scope.owner, new)
}

/// Creates the event of an incoming message. It belongs to the bot: the integration did not make it.
pub(super) fn announce_message(
    tx: &Transaction<'_>,
    scope: &Scope,
    id: &str,
    (conversation, user, message): (&str, &str, &str),
    due: Option<i64>,
) -> Result<(), Failure> {
    let new = NewEvent {
        id: id.to_owned(),
        kind: MESSAGE_CREATED.to_owned(),
        payload: Value::Object(serde_json::Map::new()),
        conversation_id: Some(conversation.to_owned()),
        user_id: Some(user.to_owned()),
        message_id: Some(message.to_owned()),
        workflow_id: None,
        due,
    };
    insert(tx, scope, BOT, &new).map(drop)
}

/// Creates an event that nobody made: it belongs to the bot. What it is about need not be there any more.
pub(super) fn create_for_bot(tx: &Transaction<'_>, scope: &Scope, new: &NewEvent) -> Result<EventRow, Failure> {
    insert(tx, scope, BOT, new)
}

/// The event, if the scope sees it.
pub(crate) fn get(tx: &Transaction<'_>, scope: &Scope, id: &str) -> Result<EventRow, Failure> {
    let seq = tx
        .prepare_cached("SELECT seq FROM events WHERE id = ?1 AND bot = ?2 AND (?3 = 0 OR owner = ?3)")?
        .query_row(params![id, scope.bot, scope.owner], |row| row.get(0))
        .optional()?
        .ok_or_else(|| Failure::not_found("event", id))?;
    load(tx, seq)
}

/// One page of events.
pub(crate) fn list(
    tx: &Transaction<'_>,
    scope: &Scope,
    filter: EventFilter,
    paging: &Paging,
) -> Result<Page<EventRow>, Failure> {
    let mut select = Select::owned("events", scope);
    select.and_maybe("o.type = ?", filter.kind);
    select.and_maybe("o.conversation_id = ?", filter.conversation_id);
    select.and_maybe("o.user_id = ?", filter.user_id);
    select.and_maybe("o.message_id = ?", filter.message_id);
    select.and_maybe("o.workflow_id = ?", filter.workflow_id);
    select.and_maybe("o.status = ?", filter.status);
    select.page(tx, paging)?.load(|seq| load(tx, seq))
}

/// The oldest event of the conversation (or of none) that the bot still has to process.
pub(crate) fn next_pending(
    tx: &Transaction<'_>,
    bot: i64,
    conversation: Option<&str>,
) -> Result<Option<EventRow>, Failure> {
    let seq = tx
        .prepare_cached(
            "SELECT seq FROM events WHERE status = 'pending' AND conversation_id IS ?1 AND bot = ?2 ORDER BY seq LIMIT 1",
        )?
        .query_row(params![conversation, bot], |row| row.get(0))
        .optional()?;
    seq.map(|seq| load(tx, seq)).transpose()
}

/// The conversations with events to process; `None` stands for events that belong to none.
pub(crate) fn pending_conversations(tx: &Transaction<'_>, bot: i64) -> Result<Vec<Option<String>>, Failure> {
    let mut statement =
        tx.prepare_cached("SELECT DISTINCT conversation_id FROM events WHERE status = 'pending' AND bot = ?1")?;
    let rows = statement.query_map(params![bot], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes back an event that is still scheduled.
pub(crate) fn cancel(tx: &Transaction<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
    let event = get(tx, scope, id)?;
    if event.status != "scheduled" {
        let message = format!("the event `{id}` is {}: only scheduled events can be canceled", event.status);
        return Err(Failure::invalid("path.id", message));
    }
    settle(tx, id, "canceled", None)
}

/// Notes what became of an event.
pub(crate) fn settle(tx: &Transaction<'_>, id: &str, status: &str, reason: Option<&str>) -> Result<(), Failure> {
    tx.prepare_cached("UPDATE events SET status = ?2, failure_reason = ?3 WHERE id = ?1")?
        .execute(params![id, status, reason])?;
    Ok(())
}

fn insert(tx: &Transaction<'_>, scope: &Scope, owner: i64, new: &NewEvent) -> Result<EventRow, Failure> {
    tx.prepare_cached(
        "INSERT INTO events (id, bot, owner, type, payload, conversation_id, user_id, message_id, workflow_id, status, \
         scheduled_at, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        new.id,
        scope.bot,
        owner,
        new.kind,
        new.payload.to_string(),
        new.conversation_id,
        new.user_id,
        new.message_id,
        new.workflow_id,
        if new.due.is_some() { "scheduled" } else { "pending" },
        new.due,
        scope.now
    ])?;
    load(tx, tx.last_insert_rowid())
}

fn load(tx: &Transaction<'_>, seq: i64) -> Result<EventRow, Failure> {
    let mut statement = tx.prepare_cached(
        "SELECT id, owner, type, payload, conversation_id, user_id, message_id, status, failure_reason, created_at \
         FROM events WHERE seq = ?1",
    )?;
    Ok(statement.query_row(params![seq], |row| {
        Ok(EventRow {
            seq,
            id: row.get(0)?,
            owner: row.get(1)?,
            kind: row.get(2)?,
            payload: json(3, row.get_ref(3)?.as_str()?)?,
            conversation_id: row.get(4)?,
            user_id: row.get(5)?,
            message_id: row.get(6)?,
            status: row.get(7)?,
            failure_reason: row.get(8)?,
            created_at: row.get(9)?,
        })
    })?)
}
