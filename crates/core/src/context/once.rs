//! Work that is done once, whoever is asked to do it.

use std::{
    future::Future,
    time::{Duration, SystemTime},
};

use botpress_client::within;
use sha2::{Digest, Sha256};

use super::{
    Call, Context, ConversationRef, StateRef, UserRef,
    turn::{ATTEMPTS, BETWEEN, Turn},
};
use crate::{
    Declares, Integration, MaybeSend, Result, hex,
    member::scope,
    memory::Seen,
    once::{Done, Lease, MAX_AGE},
};

/// A wait for one's turn within this process that is longer than work takes.
const LONG: Duration = Duration::from_secs(1);

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
        Once::new(self.call(), self.state(), self.state()).run(key.as_ref(), work).await
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
        Once::new(self.cx().call(), self.state(), self.state()).run(key.as_ref(), work).await
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
        Once::new(self.cx().call(), self.state(), self.state()).run(key.as_ref(), work).await
    }
}

struct Once<'a, S: scope::Scope> {
    call: &'a Call,
    done: StateRef<'a, Done<S>>,
    turn: Turn<'a, Lease<S>>,
}

impl<'a, S: scope::Scope> Once<'a, S> {
    fn new(call: &'a Call, done: StateRef<'a, Done<S>>, lease: StateRef<'a, Lease<S>>) -> Self {
        Self { call, done, turn: Turn::new(call, lease) }
    }

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
        if within(&**self.call.host(), LONG, place.turn()).await.is_none() {
            // Somebody before this one may wait for another process.
            let _elsewhere = self.call.elsewhere().enter();
            place.turn().await;
        }
        let work = self.unless_done(key, work);
        let outcome = self.turn.run(work).await.unwrap_or_else(|error| Err(error.into_error()));
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
        for last in ATTEMPTS {
            match self.done.set(&done).expires_after(Duration::from_secs(MAX_AGE)).await {
                Ok(_) => break,
                // Failing now would have it done again for certain.
                Err(error) if last => {
                    self.call.logger().warn(format!("that something was done is known to this process only: {error}"));
                }
                Err(_) => self.call.host().sleep(BETWEEN).await,
            }
        }
        Ok(Some(output))
    }
}

/// The key itself, or a digest of one that would take much room.
fn short(key: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
    if key.len() <= 64 && key.bytes().all(plain) { key.to_owned() } else { hex::encode(&Sha256::digest(key)) }
}
