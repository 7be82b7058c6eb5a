//! Work beside an operation.

use std::{future::Future, panic::AssertUnwindSafe, pin::pin, sync::Arc};

use botpress_client::SpawnError;
use futures_util::{
    FutureExt,
    future::{Either, select},
};

use super::Context;
use crate::{
    BoxFuture, Integration, MaybeSend, Result,
    memory::Place,
    runtime::{Panicked, panic_message},
};

impl<I: Integration> Context<I> {
    /// Runs `task` beside the operation, which does not wait for it: answer first, work later. How many run at once is
    /// bounded, and the host waits for them before it stops. An error or a panic goes to the log.
    ///
    /// On the native host, what runs when the process is killed is lost: for a webhook whose sender repeats what is not
    /// answered, [`delivery`](Self::delivery) is safer. On the WebAssembly host the answer waits for the work.
    ///
    /// ```
    /// # use botpress_core::{Context, Integration, Result};
    /// # fn example<I: Integration>(cx: &Context<I>) -> Result<()> {
    /// cx.spawn(|_integration, cx| async move {
    ///     cx.logger().info("working after the answer");
    ///     Ok(())
    /// })?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`SpawnError`] when too many run or the host is stopping; `task` is not started. As the answer to a webhook it is
    /// [503](crate::WebhookResponse), so that the sender sends the request again.
    pub fn spawn<F, T>(&self, task: F) -> Result<(), SpawnError>
    where
        F: FnOnce(Arc<I>, Self) -> T,
        T: Future<Output = Result<()>> + MaybeSend + 'static,
    {
        let work = self.logged(task);
        self.host().spawn(Box::pin(async move {
            work.await;
        }))
    }

    /// As [`spawn`](Self::spawn), but `task` begins when all that was spawned with the same `key` before has ended, well or
    /// not: the events of one conversation are worked through in the order in which they came.
    ///
    /// The order is that of the calls within this process, per instance of the integration. What waits for its turn counts
    /// among the background tasks. Work that waits for another process, see [`once`](Self::once), lets the next begin: that one
    /// may have died, and nothing else is to stand still for it.
    ///
    /// ```
    /// # use botpress_core::{Context, Integration, Result};
    /// # fn example<I: Integration>(cx: &Context<I>, channel: &str) -> Result<()> {
    /// cx.spawn_in_order(channel, |_integration, cx| async move {
    ///     cx.logger().info("one after another");
    ///     Ok(())
    /// })?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`spawn`](Self::spawn).
    pub fn spawn_in_order<F, T>(&self, key: impl AsRef<str>, task: F) -> Result<(), SpawnError>
    where
        F: FnOnce(Arc<I>, Self) -> T,
        T: Future<Output = Result<()>> + MaybeSend + 'static,
    {
        let call = self.call();
        let place = call.memory().lanes.enter(call.own_key(IN_ORDER, key.as_ref()));
        let work = self.in_turn(place, self.logged(task));
        self.host().spawn(Box::pin(async move {
            work.await;
        }))
    }

    /// Does `work` in its turn.
    pub(super) fn in_turn(&self, mut place: Place, work: BoxFuture<'static, bool>) -> BoxFuture<'static, bool> {
        let elsewhere = self.call().elsewhere().clone();
        Box::pin(async move {
            place.turn().await;
            match select(work, pin!(elsewhere.entered())).await {
                Either::Left((went_well, _)) => went_well,
                Either::Right(((), work)) => {
                    drop(place);
                    work.await
                }
            }
        })
    }

    /// What `task` does, with its failure in the log; resolves to whether it went well.
    pub(super) fn logged<F, T>(&self, task: F) -> BoxFuture<'static, bool>
    where
        F: FnOnce(Arc<I>, Self) -> T,
        T: Future<Output = Result<()>> + MaybeSend + 'static,
    {
        let logger = self.logger().clone();
        let attempt = self.attempt(task);
        Box::pin(async move { attempt.await.inspect_err(|failure| logger.error(failure.to_string())).is_ok() })
    }

    /// What `task` does; it may panic.
    pub(super) fn attempt<F, T>(&self, task: F) -> BoxFuture<'static, Result<(), Failed>>
    where
        F: FnOnce(Arc<I>, Self) -> T,
        T: Future<Output = Result<()>> + MaybeSend + 'static,
    {
        let task = task(self.0.integration.clone(), self.clone());
        Box::pin(async move {
            match AssertUnwindSafe(task).catch_unwind().await {
                Ok(Ok(())) => Ok(()),
                Ok(Err(error)) => Err(Failed { may_pass: error.may_pass(), why: error.chain() }),
                Err(panic) => Err(Failed { may_pass: false, why: Panicked(panic_message(&*panic)).to_string() }),
            }
        })
    }
}

/// How background work failed.
#[derive(Debug, thiserror::Error)]
#[error("background work failed: {why}")]
pub(super) struct Failed {
    /// Whether it may go well when it is tried again.
    pub(super) may_pass: bool,
    why: String,
}

/// The lanes of [`Context::spawn_in_order`] and of deliveries.
pub(super) const IN_ORDER: &str = "order";
