//! What is to happen later: it is in the data, so that a restart forgets nothing.

use rusqlite::{Transaction, params};

use super::{files, states};
use crate::failure::Failure;

/// What has become due.
#[derive(Debug, Default)]
pub(crate) struct Due {
    /// The conversations with events for their bot, with its row; `None` stands for events that belong to none.
    pub(crate) events: Vec<(i64, Option<String>)>,
    /// The conversations with messages to deliver, with the row of their bot.
    pub(crate) deliveries: Vec<(i64, String)>,
    /// The installations to register again, with the name of their interval.
    pub(crate) registrations: Vec<(i64, String)>,
}

/// Puts what is due at work: events and messages become pending, what has expired is removed, and for registrations that
/// are due `next` gives the following time. What this returns is for the caller to set going.
pub(crate) fn fire(tx: &Transaction<'_>, now: i64, next: impl Fn(&str) -> Option<i64>) -> Result<Due, Failure> {
    let events = tx
        .prepare_cached(
            "UPDATE events SET status = 'pending' WHERE status = 'scheduled' AND scheduled_at <= ?1 \
             RETURNING bot, conversation_id",
        )?
        .query_map(params![now], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let deliveries = tx
        .prepare_cached(
            "UPDATE messages SET delivery = 'pending' WHERE delivery = 'scheduled' AND deliver_at <= ?1 \
             RETURNING bot, (SELECT id FROM conversations WHERE seq = conversation)",
        )?
        .query_map(params![now], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let registrations: Vec<(i64, String)> = tx
        .prepare_cached("SELECT seq, coalesce(register_schedule, '') FROM instances WHERE register_at <= ?1")?
        .query_map(params![now], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (instance, schedule) in &registrations {
        tx.prepare_cached("UPDATE instances SET register_at = ?2 WHERE seq = ?1")?
            .execute(params![instance, next(schedule)])?;
    }
    tx.prepare_cached(
        "UPDATE workflows SET status = 'timedout', timeout_at = NULL, updated_at = ?1 WHERE timeout_at <= ?1",
    )?
    .execute(params![now])?;
    states::purge(tx, now)?;
    files::purge(tx, now)?;
    Ok(Due { events, deliveries, registrations })
}

/// When the next thing is due, if anything is.
pub(crate) fn next(tx: &Transaction<'_>) -> Result<Option<i64>, Failure> {
    let earliest = [
        "SELECT min(scheduled_at) FROM events WHERE status = 'scheduled'",
        "SELECT min(deliver_at) FROM messages WHERE delivery = 'scheduled'",
        "SELECT min(register_at) FROM instances WHERE register_at IS NOT NULL",
        "SELECT min(timeout_at) FROM workflows WHERE timeout_at IS NOT NULL",
        "SELECT min(expires_at) FROM files WHERE expires_at IS NOT NULL",
    ]
    .map(|sql| Ok(tx.prepare_cached(sql)?.query_row([], |row| row.get::<_, Option<i64>>(0))?));
    let earliest = earliest.into_iter().collect::<Result<Vec<_>, Failure>>()?;
    Ok(earliest.into_iter().flatten().min())
}
