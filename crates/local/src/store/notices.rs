//! What integrations are still to be told of changes that the bot has made.

use rusqlite::{OptionalExtension as _, Transaction, params};

use crate::failure::Failure;

/// A change to be told of.
#[derive(Debug, Clone)]
pub(crate) struct Notice {
    pub(crate) seq: i64,
    pub(crate) instance: i64,
    pub(crate) operation: String,
    /// The body of the operation.
    pub(crate) body: String,
}

/// Keeps what is to be told, in the transaction that makes the change.
pub(crate) fn put(
    tx: &Transaction<'_>,
    (bot, instance): (i64, i64),
    conversation: &str,
    operation: &str,
    body: &str,
) -> Result<(), Failure> {
    tx.prepare_cached(
        "INSERT INTO notices (bot, instance, conversation_id, operation, body) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![bot, instance, conversation, operation, body])?;
    Ok(())
}

/// The oldest that is to be told about a conversation.
pub(crate) fn next(tx: &Transaction<'_>, conversation: &str) -> Result<Option<Notice>, Failure> {
    let mut statement = tx.prepare_cached(
        "SELECT seq, instance, operation, body FROM notices WHERE conversation_id = ?1 ORDER BY seq LIMIT 1",
    )?;
    let notice = statement.query_row(params![conversation], |row| {
        Ok(Notice { seq: row.get(0)?, instance: row.get(1)?, operation: row.get(2)?, body: row.get(3)? })
    });
    Ok(notice.optional()?)
}

/// It was told, or is given up.
pub(crate) fn done(tx: &Transaction<'_>, seq: i64) -> Result<(), Failure> {
    tx.prepare_cached("DELETE FROM notices WHERE seq = ?1")?.execute(params![seq])?;
    Ok(())
}

/// The conversations of the bot about which something is to be told.
pub(crate) fn conversations(tx: &Transaction<'_>, bot: i64) -> Result<Vec<String>, Failure> {
    let mut statement = tx.prepare_cached("SELECT DISTINCT conversation_id FROM notices WHERE bot = ?1")?;
    let rows = statement.query_map(params![bot], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
