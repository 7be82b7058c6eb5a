//! What is to happen later: it is in the data, so that a restart forgets nothing.

use rusqlite::{Transaction, params};

use super::events::{EventRow, NewEvent};
use super::states::StateRow;
use super::{BOT, Scope, events, files, states, workflows};
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
    /// The events that tell bots of states of theirs that have expired, with the row of the bot.
    pub(crate) expired: Vec<(i64, EventRow)>,
}

/// Puts what is due at work: events and messages become pending, what has expired is removed. For registrations that are
/// due `next` gives the following time, and for a state of a bot that has expired `told` gives the event that says so. What
/// this returns is for the caller to set going.
pub(crate) fn fire(
    tx: &Transaction<'_>,
    now: i64,
    next: impl Fn(&str) -> Option<i64>,
    told: impl Fn(i64, StateRow) -> Option<NewEvent>,
) -> Result<Due, Failure> {
    let pending = tx
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
    workflows::time_out(tx, now)?;
    let mut expired = vec![];
    for (bot, state) in states::take_expired_of_bots(tx, now)? {
        if let Some(new) = told(bot, state) {
            expired.push((bot, events::create_for_bot(tx, &Scope { bot, owner: BOT, now }, &new)?));
        }
    }
    states::purge(tx, now)?;
    files::purge(tx, now)?;
    Ok(Due { events: pending, deliveries, registrations, expired })
}

/// When the next thing is due, if anything is.
pub(crate) fn next(tx: &Transaction<'_>) -> Result<Option<i64>, Failure> {
    let earliest = [
        "SELECT min(scheduled_at) FROM events WHERE status = 'scheduled'",
        "SELECT min(deliver_at) FROM messages WHERE delivery = 'scheduled'",
        "SELECT min(register_at) FROM instances WHERE register_at IS NOT NULL",
        "SELECT min(expires_at) FROM states WHERE owner = 0 AND expires_at IS NOT NULL",
        "SELECT min(expires_at) FROM files WHERE expires_at IS NOT NULL",
    ]
    .map(|sql| Ok(tx.prepare_cached(sql)?.query_row([], |row| row.get::<_, Option<i64>>(0))?));
    let earliest = earliest.into_iter().collect::<Result<Vec<_>, Failure>>()?;
    Ok(earliest.into_iter().chain([workflows::next_timeout(tx)?]).flatten().min())
}
