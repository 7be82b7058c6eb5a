//! Who takes part in a conversation.

use rusqlite::{OptionalExtension as _, Transaction, params};

use super::paging::{Page, Paging, Select};
use super::users::{self, UserRow};
use super::{Scope, conversations};
use crate::failure::Failure;

/// Adds a user; adding one that is in it already changes nothing.
pub(crate) fn add(tx: &Transaction<'_>, scope: &Scope, conversation: &str, user: &str) -> Result<UserRow, Failure> {
    let conversation = of(tx, scope, conversation)?;
    let user = users::find(tx, scope, user)?.ok_or_else(|| Failure::reference("body.userId", "user", user))?;
    insert(tx, scope, conversation, user)?;
    users::load(tx, scope, user)
}

/// The user, when it takes part.
pub(crate) fn get(tx: &Transaction<'_>, scope: &Scope, conversation: &str, user: &str) -> Result<UserRow, Failure> {
    let found = member(tx, of(tx, scope, conversation)?, user)?;
    users::load(tx, scope, found.ok_or_else(|| Failure::not_found("participant", user))?)
}

/// Removes a user from the conversation; the user itself stays.
pub(crate) fn remove(tx: &Transaction<'_>, scope: &Scope, conversation: &str, user: &str) -> Result<(), Failure> {
    let conversation = of(tx, scope, conversation)?;
    let user = member(tx, conversation, user)?.ok_or_else(|| Failure::not_found("participant", user))?;
    tx.prepare_cached("DELETE FROM participants WHERE conversation = ?1 AND user = ?2")?
        .execute(params![conversation, user])?;
    Ok(())
}

/// One page of participants, those who joined last first.
pub(crate) fn list(
    tx: &Transaction<'_>,
    scope: &Scope,
    conversation: &str,
    paging: &Paging,
) -> Result<Page<UserRow>, Failure> {
    let mut select = Select::from("participants");
    select.and("o.conversation = ?", [of(tx, scope, conversation)?]);
    select.page(tx, paging)?.load(|seq| {
        let user = tx
            .prepare_cached("SELECT user FROM participants WHERE seq = ?1")?
            .query_row(params![seq], |row| row.get(0))?;
        users::load(tx, scope, user)
    })
}

/// Adds by row numbers.
pub(super) fn insert(tx: &Transaction<'_>, scope: &Scope, conversation: i64, user: i64) -> Result<(), Failure> {
    tx.prepare_cached("INSERT OR IGNORE INTO participants (conversation, user, created_at) VALUES (?1, ?2, ?3)")?
        .execute(params![conversation, user, scope.now])?;
    Ok(())
}

fn of(tx: &Transaction<'_>, scope: &Scope, conversation: &str) -> Result<i64, Failure> {
    conversations::find(tx, scope, conversation)?.ok_or_else(|| Failure::not_found("conversation", conversation))
}

fn member(tx: &Transaction<'_>, conversation: i64, user: &str) -> Result<Option<i64>, Failure> {
    Ok(tx
        .prepare_cached(
            "SELECT u.seq FROM participants p JOIN users u ON u.seq = p.user WHERE p.conversation = ?1 AND u.id = ?2",
        )?
        .query_row(params![conversation, user], |row| row.get(0))
        .optional()?)
}
