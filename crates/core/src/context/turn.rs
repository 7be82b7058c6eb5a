//! The right to do something while no other process of the instance does it.

use std::{
    future::Future,
    pin::pin,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use botpress_client::{Error, within};
use futures_util::future::{Either, select};

use super::{Call, StateRef, millis};
use crate::{State, hex};

/// How long whoever is at work is believed to be, without a sign. What crashed is taken over after that.
const LEASE: Duration = Duration::from_secs(30);
/// How often it gives a sign.
const SIGN: Duration = Duration::from_secs(10);
/// The wait before looking again who is at work; doubled each time, up to the last.
const FIRST_WAIT: Duration = Duration::from_millis(250);
const LAST_WAIT: Duration = Duration::from_secs(2);
/// How long others may be at work, one after another, until this one gives up.
const PATIENCE: Duration = Duration::from_secs(60);
/// The attempts at what others would have to wait for or could not know: whether it is the last, and the wait in between.
pub(super) const ATTEMPTS: [bool; 3] = [false, false, true];
pub(super) const BETWEEN: Duration = Duration::from_secs(1);

/// A state that says who is at work.
pub(crate) trait LeaseState: State {
    /// That of who has this name.
    fn held_by(holder: String) -> Self;

    /// The name of who is at work.
    fn holder(&self) -> &str;
}

/// A turn at work that the processes of an instance do one after another. They agree on it by a state.
pub(crate) struct Turn<'a, L> {
    call: &'a Call,
    lease: StateRef<'a, L>,
}

/// The right to work, which lasts as long as signs are given.
struct Held {
    holder: String,
    /// When the last sign was given, in milliseconds of the monotonic clock.
    since: AtomicU64,
}

impl<'a, L: LeaseState> Turn<'a, L> {
    pub(crate) fn new(call: &'a Call, lease: StateRef<'a, L>) -> Self {
        Self { call, lease }
    }

    /// Does `work` when no other process is at it. It is stopped when the right to do it is lost.
    pub(crate) async fn run<T>(&self, work: impl Future<Output = T>) -> Result<T, TurnError> {
        let held = self.take().await?;
        match select(pin!(work), pin!(self.keep(&held))).await {
            Either::Left((outcome, _)) => {
                self.give_back(&held).await;
                Ok(outcome)
            }
            // It may be somebody else's by now.
            Either::Right(_) => Err(TurnError::Lost),
        }
    }

    /// [`run`](Self::run), for work that does more harm half done than done by two at once.
    #[cfg(feature = "oauth")]
    pub(crate) async fn run_to_end<T>(&self, work: impl Future<Output = T>) -> Result<T, TurnError> {
        let held = self.take().await?;
        match select(pin!(work), pin!(self.keep(&held))).await {
            Either::Left((outcome, _)) => {
                self.give_back(&held).await;
                Ok(outcome)
            }
            Either::Right((_, work)) => Ok(work.await),
        }
    }

    /// Waits for the right to work.
    async fn take(&self) -> Result<Held, TurnError> {
        let (holder, begin) = (self.random_name(), self.now());
        let mut elsewhere = None;
        loop {
            let since = AtomicU64::new(self.now());
            // Botpress sets it for one of several: a test and a set in one.
            let lease = self.lease.get_or_set(&L::held_by(holder.clone())).expires_after(LEASE).await;
            let lease = lease.map_err(TurnError::Api)?;
            if lease.holder() == holder {
                return Ok(Held { holder, since });
            }
            elsewhere.get_or_insert_with(|| self.call.elsewhere().enter());
            self.end_of(lease.holder(), begin).await?;
        }
    }

    /// Waits until somebody else than `holder` has the lease, or nobody. Only looks, so that a lease that nobody holds any more
    /// ends, even if the platform should count being asked for one as being touched.
    async fn end_of(&self, holder: &str, begin: u64) -> Result<(), TurnError> {
        let mut wait = FIRST_WAIT;
        loop {
            if self.now() - begin > millis(PATIENCE) {
                return Err(TurnError::Busy);
            }
            self.call.host().sleep(wait).await;
            wait = LAST_WAIT.min(2 * wait);
            match self.lease.get().await.map_err(TurnError::Api)? {
                Some(lease) if lease.holder() == holder => {}
                _ => return Ok(()),
            }
        }
    }

    /// Gives signs; ends when the right to work is lost.
    async fn keep(&self, held: &Held) {
        let host = self.call.host();
        loop {
            host.sleep(SIGN.min(LEASE.saturating_sub(self.age(held)))).await;
            let now = self.now();
            match within(&**host, LEASE.saturating_sub(self.age(held)), self.lease.set_expiry(LEASE)).await {
                Some(Ok(Some(lease))) if lease.holder() == held.holder => held.since.store(now, Ordering::Relaxed),
                // Whoever cannot give a sign may yet try again.
                Some(Err(_)) if self.age(held) < LEASE => {}
                _ => return,
            }
        }
    }

    async fn give_back(&self, held: &Held) {
        for last in ATTEMPTS {
            if self.age(held) >= LEASE {
                return;
            }
            match self.lease.clear().await {
                Ok(_) => return,
                Err(error) if last => {
                    self.call.logger().debug(format!("a lease was not given back and ends by itself: {error}"));
                }
                Err(_) => self.call.host().sleep(BETWEEN).await,
            }
        }
    }

    fn age(&self, held: &Held) -> Duration {
        Duration::from_millis(self.now().saturating_sub(held.since.load(Ordering::Relaxed)))
    }

    /// Milliseconds of the monotonic clock.
    fn now(&self) -> u64 {
        millis(self.call.host().monotonic())
    }

    fn random_name(&self) -> String {
        let mut random = [0; 16];
        self.call.host().random(&mut random);
        hex::encode(&random)
    }
}

/// Why work was not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TurnError {
    #[error(transparent)]
    Api(Error),
    #[error("another process has been at work for a minute: try again later")]
    Busy,
    #[error("the work was stopped: Botpress could not be told for {} s that it goes on", LEASE.as_secs())]
    Lost,
}

impl TurnError {
    /// As an error of a handler, which knows errors of the API by their type.
    pub(crate) fn into_error(self) -> crate::Error {
        match self {
            Self::Api(error) => error.into(),
            error => error.into(),
        }
    }
}
