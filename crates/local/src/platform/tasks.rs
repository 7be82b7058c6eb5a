//! Background work, with an end.

use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

/// The tasks of one local Botpress.
#[derive(Debug)]
pub(crate) struct Tasks {
    running: Mutex<JoinSet<()>>,
    stopping: watch::Sender<bool>,
}

impl Tasks {
    pub(crate) fn new() -> Self {
        Self { running: Mutex::default(), stopping: watch::Sender::new(false) }
    }

    /// Runs in the background until it ends, or until the time for [`Tasks::finish`] is over.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut running = self.lock();
        while running.try_join_next().is_some() {}
        running.spawn(task);
    }

    /// Whether nothing new should begin.
    pub(crate) fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// Resolves when the stop begins.
    pub(crate) fn stopped(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut stopping = self.stopping.subscribe();
        async move {
            let _ = stopping.wait_for(|stopping| *stopping).await;
        }
    }

    /// Asks all tasks to stop.
    pub(crate) fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Waits for the tasks to finish what they are doing; those that take longer are dropped.
    pub(crate) async fn finish(&self, within: Duration) {
        let mut running = std::mem::take(&mut *self.lock());
        let all = async { while running.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(within, all).await;
    }

    /// Drops all tasks where they are.
    pub(crate) fn abort(&self) {
        self.stop();
        self.lock().abort_all();
    }

    fn lock(&self) -> MutexGuard<'_, JoinSet<()>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
