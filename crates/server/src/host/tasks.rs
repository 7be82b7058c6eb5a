//! Background work: bounded, tracked, drained.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use botpress_client::{BoxFuture, SpawnError};
use tokio::{
    runtime::Handle,
    task::JoinSet,
    time::{Instant, timeout_at},
};
use tracing::Instrument;

use crate::scope::Ids;

/// The background tasks that run.
#[derive(Debug)]
pub(crate) struct Tasks {
    limit: usize,
    /// `None` once drained.
    running: Mutex<Option<JoinSet<()>>>,
}

impl Tasks {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, running: Mutex::new(Some(JoinSet::new())) }
    }

    /// Starts `task` as part of the operation, and in the span, of whoever starts it. Outside a runtime nothing can run: that counts as stopping.
    pub(crate) fn spawn(&self, task: BoxFuture<'static, ()>) -> Result<(), SpawnError> {
        let runtime = Handle::try_current().map_err(|_| SpawnError::Stopping)?;
        let mut running = self.running();
        let running = running.as_mut().ok_or(SpawnError::Stopping)?;
        while running.try_join_next().is_some() {}
        if running.len() >= self.limit {
            return Err(SpawnError::Full { limit: self.limit });
        }
        let task = task.in_current_span();
        match Ids::running() {
            Some(ids) => running.spawn_on(ids.run(task), &runtime),
            None => running.spawn_on(task, &runtime),
        };
        Ok(())
    }

    /// Takes no more tasks and waits for those that run, `limit` at most; answers how many were dropped unfinished.
    pub(crate) async fn drain(&self, limit: Duration) -> usize {
        let Some(mut running) = self.running().take() else { return 0 };
        let deadline = Instant::now() + limit;
        while let Ok(Some(_)) = timeout_at(deadline, running.join_next()).await {}
        running.len()
    }

    fn running(&self) -> MutexGuard<'_, Option<JoinSet<()>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn no_more_tasks_run_at_once_than_allowed() {
        let tasks = Tasks::new(1);
        let (finish, finished) = oneshot::channel::<()>();
        let (done, is_done) = oneshot::channel();
        tasks
            .spawn(Box::pin(async move {
                let _ = finished.await;
                let _ = done.send(());
            }))
            .unwrap();
        assert_eq!(tasks.spawn(Box::pin(async {})), Err(SpawnError::Full { limit: 1 }));
        finish.send(()).unwrap();
        is_done.await.unwrap();
        // The place of a task is free once it is done, which is shortly after its last line.
        while tasks.spawn(Box::pin(async {})).is_err() {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn draining_finishes_what_runs_and_takes_nothing_new() {
        let tasks = Tasks::new(10);
        let (finish, finished) = oneshot::channel::<()>();
        let (done, mut is_done) = oneshot::channel();
        tasks
            .spawn(Box::pin(async move {
                let _ = finished.await;
                let _ = done.send(());
            }))
            .unwrap();
        finish.send(()).unwrap();
        assert_eq!(tasks.drain(Duration::from_secs(60)).await, 0);
        assert_eq!(is_done.try_recv(), Ok(()));
        assert_eq!(tasks.spawn(Box::pin(async {})), Err(SpawnError::Stopping));
    }

    #[tokio::test]
    async fn draining_ends_at_its_limit_and_counts_what_it_dropped() {
        let tasks = Tasks::new(10);
        tasks.spawn(Box::pin(pending())).unwrap();
        assert_eq!(tasks.drain(Duration::ZERO).await, 1);
    }
}
