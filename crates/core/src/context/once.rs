//! Work that is done once, whoever is asked to do it.

use std::{
    future::Future,
    pin::pin,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime},
};

use botpress_client::within;
use futures_util::future::{Either, select};
use sha2::{Digest, Sha256};

use super::{Call, Context, ConversationRef, StateRef, UserRef, millis};
use crate::{
    Declares, Integration, MaybeSend, Result, hex,
    member::scope,
    memory::Seen,
    once::{Done, Lease, MAX_AGE},
};

/// How long whoever is at work is believed to be, without a sign. What crashed is taken over after that.
const LEASE: Duration = Duration::from_secs(30);
/// How often it gives a sign.
const SIGN: Duration = Duration::from_secs(10);
/// The wait before asking again whether it is done; doubled each time, to more than the lease lasts. So a lease that nobody
/// holds any more ends, even if the platform should count being asked for as being touched.
const FIRST_WAIT: Duration = Duration::from_millis(250);
const LAST_WAIT: Duration = Duration::from_secs(32);

impl<I: Integration> Context<I> {
    /// Does `work` unless it was done before under this key, by whatever process of this instance: for what Botpress cannot
    /// recognise as a repetition itself, such as events. Answers what it came to, or `None` when it was done before.
    ///
    /// ```
    /// # use botpress_core::{Context, Declares, Event, Integration, Result, once, scope};
    /// # async fn example<I, E: Event>(cx: &Context<I>, user: &str, event_id: &str, joined: E) -> Result<()>
    /// # where I: Declares<E> + Declares<once::Done<scope::User>> + Declares<once::Lease<scope::User>> {
    /// // `states(once::Done<scope::User>, once::Lease<scope::User>)` in `#[integration(..)]`
    /// cx.user(user).once(event_id, async { Ok(cx.emit(joined).await?) }).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// - **Done and remembered, it is never done again**, neither after a restart nor by another process, for a day and the
    ///   last 1,000 keys.
    /// - **It is never done twice at once**: one process works and gives a sign every 10 s, the others wait. When there has been
    ///   no sign for 30 s, another takes over; one that could not give a sign for so long stops its work.
    /// - **It is done at least once**: what fails may be tried again, and what a crash interrupts is taken over by whoever waits
    ///   or is asked next. Only a crash between the work's effect and the note that it is done makes the effect happen twice.
    ///
    /// All work on one user, on one conversation or, called here, on the whole instance is done one after another, so prefer
    /// the narrowest: [`UserRef::once`], [`ConversationRef::once`]. It takes four calls of the Botpress API, and none when this
    /// process knows that the work is done. Never call it within work of its own user, conversation or instance.
    ///
    /// # Errors
    ///
    /// What `work` fails with, and failed calls of the API before it: then the work was not begun.
    pub async fn once<T: MaybeSend>(
        &self,
        key: impl AsRef<str>,
        work: impl Future<Output = Result<T>> + MaybeSend,
    ) -> Result<Option<T>>
    where
        I: Declares<Done> + Declares<Lease>,
    {
        Once { call: self.call(), done: self.state(), lease: self.state() }.run(key.as_ref(), work).await
    }
}

impl<I: Integration> UserRef<'_, I> {
    /// [`Context::once`] among what concerns this user.
    ///
    /// # Errors
    ///
    /// As for [`Context::once`].
    pub async fn once<T: MaybeSend>(
        &self,
        key: impl AsRef<str>,
        work: impl Future<Output = Result<T>> + MaybeSend,
    ) -> Result<Option<T>>
    where
        I: Declares<Done<scope::User>> + Declares<Lease<scope::User>>,
    {
        Once { call: self.cx().call(), done: self.state(), lease: self.state() }.run(key.as_ref(), work).await
    }
}

impl<I: Integration> ConversationRef<'_, I> {
    /// [`Context::once`] among what concerns this conversation.
    ///
    /// # Errors
    ///
    /// As for [`Context::once`].
    pub async fn once<T: MaybeSend>(
        &self,
        key: impl AsRef<str>,
        work: impl Future<Output = Result<T>> + MaybeSend,
    ) -> Result<Option<T>>
    where
        I: Declares<Done<scope::Conversation>> + Declares<Lease<scope::Conversation>>,
    {
        Once { call: self.cx().call(), done: self.state(), lease: self.state() }.run(key.as_ref(), work).await
    }
}

struct Once<'a, S: scope::Scope> {
    call: &'a Call,
    done: StateRef<'a, Done<S>>,
    lease: StateRef<'a, Lease<S>>,
}

/// The right to work, which lasts as long as signs are given.
struct Held {
    holder: String,
    /// When the last sign was given, in milliseconds of the monotonic clock.
    since: AtomicU64,
}

impl<S: scope::Scope> Once<'_, S> {
    async fn run<T: MaybeSend>(
        self,
        key: &str,
        work: impl Future<Output = Result<T>> + MaybeSend,
    ) -> Result<Option<T>> {
        let key = short(key);
        let subject = self.done.key();
        let memory = self.call.memory();
        let doing = loop {
            match memory.recent.begin(&format!("{subject} {key}"), self.call.elsewhere()) {
                Seen::Done => return Ok(None),
                Seen::Doing(flight) if flight.ended().await => return Ok(None),
                // It failed: now it is this one's turn, unless another was quicker.
                Seen::Doing(_) => {}
                Seen::New(doing) => break doing,
            }
        };
        let mut place = memory.lanes.enter(subject);
        place.turn().await;
        let held = self.take().await?;
        let outcome = match select(pin!(self.unless_done(key, work)), pin!(self.keep(&held))).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right(_) => Err(OnceError::Lost.into()),
        };
        if self.age(&held) < LEASE
            && let Err(error) = self.lease.clear().await
        {
            self.call.logger().debug(format!("a lease was not given back and ends by itself: {error}"));
        }
        if outcome.is_ok() {
            doing.done();
        }
        outcome
    }

    async fn unless_done<T>(&self, key: String, work: impl Future<Output = Result<T>>) -> Result<Option<T>> {
        let mut done = self.done.get().await?.unwrap_or_default();
        if done.contains(&key) {
            return Ok(None);
        }
        let output = work.await?;
        let now = self.call.host().now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        done.add(key, now.as_secs());
        if let Err(error) = self.done.set(&done).expires_after(Duration::from_secs(MAX_AGE)).await {
            // Failing now would have it done again for certain.
            self.call.logger().warn(format!("that something was done is known to this process only: {error}"));
        }
        Ok(Some(output))
    }

    /// Waits for the right to work.
    async fn take(&self) -> Result<Held> {
        let holder = self.random_name();
        let mut wait = FIRST_WAIT;
        let mut elsewhere = None;
        loop {
            let since = AtomicU64::new(self.now());
            // Botpress sets it for one of several: a test and a set in one.
            let lease = self.lease.get_or_set(&Lease::new(&holder)).expires_after(LEASE).await?;
            if lease.is_held_by(&holder) {
                return Ok(Held { holder, since });
            }
            if wait > LAST_WAIT {
                return Err(OnceError::Busy.into());
            }
            elsewhere.get_or_insert_with(|| self.call.elsewhere().enter());
            self.call.host().sleep(wait).await;
            wait *= 2;
        }
    }

    /// Gives signs; ends when the right to work is lost.
    async fn keep(&self, held: &Held) {
        let host = self.call.host();
        loop {
            host.sleep(SIGN.min(LEASE.saturating_sub(self.age(held)))).await;
            let now = self.now();
            match within(&**host, LEASE.saturating_sub(self.age(held)), self.lease.set_expiry(LEASE)).await {
                Some(Ok(Some(lease))) if lease.is_held_by(&held.holder) => held.since.store(now, Ordering::Relaxed),
                // Whoever cannot give a sign may yet try again.
                Some(Err(_)) if self.age(held) < LEASE => {}
                _ => return,
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

/// The key itself, or a digest of one that would take much room.
fn short(key: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
    if key.len() <= 64 && key.bytes().all(plain) { key.to_owned() } else { hex::encode(&Sha256::digest(key)) }
}

/// Why work was not done.
#[derive(Debug, thiserror::Error)]
enum OnceError {
    #[error("another process has been at work for a minute: try again later")]
    Busy,
    #[error("the work was stopped: Botpress could not be told for {} s that it goes on", LEASE.as_secs())]
    Lost,
}
