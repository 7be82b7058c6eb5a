//! What local Botpress remembers: SQLite, one connection, one thread.
//!
//! All work goes to one thread that owns the connection, piece after piece, so that a look-up and the insert that depends
//! on it are one step whatever else happens: that is what makes concurrent get-or-create calls meet in one object. Pieces
//! that wait at the same time share one commit, each undone alone when it fails. An answer leaves only after the commit,
//! which for a file means after the disk has it.

pub(crate) mod conversations;
pub(crate) mod events;
pub(crate) mod files;
pub(crate) mod installs;
pub(crate) mod messages;
pub(crate) mod notices;
pub(crate) mod paging;
pub(crate) mod participants;
pub(crate) mod passages;
#[cfg(test)]
mod plans;
pub(crate) mod schedule;
mod schema;
pub(crate) mod states;
pub(crate) mod tags;
pub(crate) mod users;
pub(crate) mod workflows;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::oneshot;

pub(crate) use rusqlite::Transaction;
pub(crate) use schema::SchemaError;

use crate::failure::Failure;

/// Where the data lives.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Data {
    /// In memory: gone when local Botpress stops.
    #[default]
    Memory,
    /// In this file, created when it does not exist. What was acknowledged survives a crash.
    File(PathBuf),
}

/// Whose eyes see, and whose hands write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scope {
    /// The bot's row.
    pub(crate) bot: i64,
    /// The row of the integration's instance, or [`BOT`].
    pub(crate) owner: i64,
    /// Milliseconds since 1970.
    pub(crate) now: i64,
}

/// The owner of what the bot itself makes.
pub(crate) const BOT: i64 = 0;

impl Scope {
    pub(crate) fn is_bot(&self) -> bool {
        self.owner == BOT
    }
}

/// How many pieces of work share a commit at most.
const LARGEST_BATCH: usize = 128;

/// A piece of work, given the transaction or why there is none. What it returns is called after the commit.
type Job = Box<dyn FnOnce(Result<&Transaction<'_>, String>) -> Answer + Send>;
type Answer = Box<dyn FnOnce(Result<(), String>) + Send>;

/// Dropping the sender ends the thread once its queue is empty; `ended` resolves after the data is closed.
#[derive(Debug)]
struct Open {
    jobs: mpsc::Sender<Job>,
    ended: oneshot::Receiver<()>,
}

/// The handle to the thread that owns the database.
#[derive(Debug)]
pub(crate) struct Store {
    open: Mutex<Option<Open>>,
}

impl Store {
    /// Opens the data and brings its schema up to date.
    pub(crate) async fn open(data: Data) -> Result<Self, SchemaError> {
        let (jobs, queue) = mpsc::channel::<Job>();
        let (opened, ready) = oneshot::channel();
        let (ending, ended) = oneshot::channel();
        thread::Builder::new()
            .name("botpress-local-store".to_owned())
            .spawn(move || {
                let mut connection = match connect(&data) {
                    Ok(connection) => {
                        let _ = opened.send(Ok(()));
                        connection
                    }
                    Err(error) => {
                        let _ = opened.send(Err(error));
                        return;
                    }
                };
                while let Ok(first) = queue.recv() {
                    let batch = std::iter::once(first).chain(queue.try_iter().take(LARGEST_BATCH - 1));
                    work_off(&mut connection, batch);
                }
                drop(connection);
                let _ = ending.send(());
            })
            .map_err(|error| SchemaError::Thread(error.to_string()))?;
        ready.await.map_err(|_| SchemaError::Thread("it ended while opening the data".to_owned()))??;
        Ok(Self { open: Mutex::new(Some(Open { jobs, ended })) })
    }

    /// Does `work` as one step: committed when it succeeds, undone when it fails.
    pub(crate) async fn run<T, F>(&self, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, Failure> + Send + 'static,
    {
        let (answer, result) = oneshot::channel();
        let job: Job = Box::new(move |tx| {
            let outcome = tx.map_err(Failure::Internal).and_then(|tx| attempt(tx, work));
            Box::new(move |committed| {
                let _ = answer.send(outcome.and_then(|value| match committed {
                    Ok(()) => Ok(value),
                    Err(reason) => Err(Failure::Internal(reason)),
                }));
            })
        });
        let jobs = self.lock().as_ref().map(|open| open.jobs.clone()).ok_or(Failure::Stopped)?;
        jobs.send(job).map_err(|_| Failure::Stopped)?;
        drop(jobs);
        result.await.map_err(|_| Failure::Stopped)?
    }

    /// Finishes what is queued and closes the data. What comes later is refused.
    pub(crate) async fn close(&self) {
        let open = self.lock().take();
        if let Some(Open { jobs, ended }) = open {
            drop(jobs);
            let _ = ended.await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Works on a batch in one transaction.
fn work_off(connection: &mut Connection, batch: impl Iterator<Item = Job>) {
    let reason = |error: rusqlite::Error| format!("storage: {error}");
    let mut answers = Vec::new();
    let committed = match connection.transaction_with_behavior(TransactionBehavior::Immediate) {
        Ok(tx) => {
            for job in batch {
                // After some errors SQLite has undone the whole transaction; nobody may be told that it succeeded.
                let there = if tx.is_autocommit() { Err("the storage gave up".to_owned()) } else { Ok(&tx) };
                answers.push(job(there));
            }
            tx.commit().map_err(reason)
        }
        Err(error) => {
            let reason = reason(error);
            answers.extend(batch.map(|job| job(Err(reason.clone()))));
            Err(reason)
        }
    };
    for answer in answers {
        answer(committed.clone());
    }
}

/// One piece of work, undone alone when it fails. A panic must not take the thread, and with it everyone's data, along.
fn attempt<T>(tx: &Transaction<'_>, work: impl FnOnce(&Transaction<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
    let step = |sql: &str| tx.prepare_cached(sql)?.execute([]).map(drop);
    step("SAVEPOINT piece")?;
    let outcome = catch_unwind(AssertUnwindSafe(|| work(tx)))
        .unwrap_or_else(|_| Err(Failure::Internal("the storage failed unexpectedly".to_owned())));
    if outcome.is_err() {
        step("ROLLBACK TO piece")?;
    }
    step("RELEASE piece")?;
    outcome
}

fn connect(data: &Data) -> Result<Connection, SchemaError> {
    let mut connection = match data {
        Data::Memory => Connection::open_in_memory()?,
        Data::File(path) => {
            let connection = Connection::open(path)?;
            // FULL: a commit is on the disk before it is answered. The timeout lets another process's lock pass.
            connection.pragma_update(None, "journal_mode", "WAL")?;
            connection.pragma_update(None, "synchronous", "FULL")?;
            connection.busy_timeout(std::time::Duration::from_secs(5))?;
            connection
        }
    };
    // Otherwise SQLite lets bound values take part in planning, and prepares a cached statement anew each time it is used.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "foreign_keys", false)?;
    schema::migrate(&mut connection)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::StatementStatus;

    #[test]
    fn a_statement_that_is_used_again_is_not_prepared_again() {
        let connection = connect(&Data::Memory).unwrap();
        for value in 0..3 {
            let tags = "SELECT key, value FROM message_tags WHERE object = ?1 AND owner = ?2 ORDER BY key";
            let mut statement = connection.prepare_cached(tags).unwrap();
            assert!(statement.query([value, value]).unwrap().next().unwrap().is_none());
            assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
        }
    }
}
