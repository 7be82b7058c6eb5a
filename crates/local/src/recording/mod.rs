//! What happened and what caused it, for the page to show.
//!
//! The [journal](crate::platform::journal) tells that something happened, to tests and terminals. The recording keeps more of
//! it, and for less long: a [`Step`] for each webhook, operation, API call, message, event, state and line of a log, with its
//! bodies and how long it took, and a link to the step that caused it. Steps with a common origin are a chain.
//!
//! A step's cause is what runs when it begins ([`because`]). Across a call to an integration it travels as `traceparent`,
//! which integrations hand on with their API calls: the trace is the chain, the parent span is the step. Across the store, in
//! which messages and events wait for their turn, it is found by their ids. Who hands on no trace, as bots do, is presumed to
//! act because of what it was asked to do, when that is one thing. Lines of a log know the trace and not the span: they are put
//! below the latest operation of their integration in the chain, which is presumed when there are several.
//!
//! It costs little when nobody looks: a lock and a push for each step. Bodies are shared, not copied, and parsed only when a
//! schema says that there are secrets in them. It is bounded in steps and in bytes, and is gone at the end.

mod body;
mod cause;
mod chains;
mod kept;
mod step;
mod veil;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

pub(crate) use self::body::{Body, headers, unrecorded, webhook};
pub(crate) use self::cause::{Cause, because, because_maybe, current};
pub(crate) use self::chains::{Chain, Filter};
pub(crate) use self::kept::Changes;
use self::kept::Kept;
pub(crate) use self::step::{About, End, Step, What};
pub(crate) use self::veil::{Veils, find_mask};
use crate::failure::Failure;
use crate::platform::clock::Clock;

/// The steps of one local Botpress, the latest of them.
pub(crate) struct Recording {
    clock: Arc<dyn Clock>,
    began: Instant,
    /// The upper half of the ids of chains, so that those of two local Botpress differ.
    seed: u64,
    kept: Mutex<Kept>,
    /// The number of changes so far.
    changed: watch::Sender<u64>,
}

impl Recording {
    pub(crate) fn new(clock: Arc<dyn Clock>, seed: u64) -> Arc<Self> {
        let (kept, changed) = (Mutex::default(), watch::Sender::new(0));
        Arc::new(Self { clock, began: Instant::now(), seed: seed | 1, kept, changed })
    }

    /// A step that is to begin.
    pub(crate) fn step(self: &Arc<Self>, what: What) -> Draft<'_> {
        Draft {
            recording: self,
            what,
            bot: None,
            alias: None,
            about: About::default(),
            input: None,
            cause: current(),
            began: None,
        }
    }

    /// What runs now, or a new chain when nothing does.
    pub(crate) fn cause(&self) -> Cause {
        current().unwrap_or_else(|| self.new_chain())
    }

    fn new_chain(&self) -> Cause {
        Cause::chain((u128::from(self.seed) << 64) | u128::from(self.lock().next_chain()))
    }

    /// What caused the message or event with this id.
    pub(crate) fn cause_of(&self, id: &str) -> Option<Cause> {
        self.lock().of(id).map(|step| Cause::step(step.chain, step.number))
    }

    /// What the operation that is under way to an integration or a bot has probably caused: `None` when there is none, or
    /// when it cannot be told which one it is.
    pub(crate) fn presumed(
        &self,
        bot: &str,
        alias: Option<&str>,
        conversation: impl FnOnce() -> Option<String>,
    ) -> Option<Cause> {
        self.lock().presumed(bot, alias, conversation)
    }

    /// The operation of an integration in a chain: where a line of its log belongs, which tells the chain alone.
    pub(crate) fn within(&self, chain: u128, bot: &str, alias: &str) -> Cause {
        self.lock().operation_in(chain, bot, alias).unwrap_or(Cause::chain(chain))
    }

    /// Says whom the step that runs now is about: it was not known when it began.
    pub(crate) fn belongs_to(&self, bot: &str, alias: &str) {
        if let Some(number) = current().and_then(Cause::number) {
            self.change(number, |step| {
                step.bot = Some(bot.to_owned());
                step.alias = Some(alias.to_owned());
            });
        }
    }

    /// What became of the message or event with this id.
    pub(crate) fn settle(&self, id: &str, outcome: &'static str, failure: Option<&str>) {
        let number = self.lock().of(id).map(|step| step.number);
        if let Some(number) = number {
            self.finish(number, End { outcome: Some(outcome), failure: failure.map(str::to_owned), ..End::default() });
        }
    }

    /// Notes that something of a conversation was changed now; what integrations are told of it is caused by that.
    pub(crate) fn changed_conversation(&self, conversation: &str) {
        if let Some(cause) = current() {
            self.lock().change_of(conversation, cause.as_presumed());
        }
    }

    /// The latest change of a conversation.
    pub(crate) fn cause_of_change(&self, conversation: &str) -> Option<Cause> {
        self.lock().cause_of_change(conversation)
    }

    /// The step with this number, while it is kept.
    pub(crate) fn get(&self, number: u64) -> Option<Arc<Step>> {
        self.lock().get(number).cloned()
    }

    /// The step of the message or event with this id.
    pub(crate) fn of(&self, id: &str) -> Option<Arc<Step>> {
        self.lock().of(id).cloned()
    }

    /// All steps that are kept, oldest first.
    pub(crate) fn all(&self) -> Vec<Arc<Step>> {
        self.lock().all()
    }

    /// What has changed since `revision`.
    pub(crate) fn changes(&self, revision: u64) -> Changes {
        self.lock().changes(revision)
    }

    /// Resolves when there are changes after `revision`.
    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Keeps a step; gives its cause for what follows from it.
    fn keep(&self, draft: Draft<'_>, end: Option<End>) -> Cause {
        let cause = draft.cause.unwrap_or_else(|| self.new_chain());
        let start = draft.began.unwrap_or_else(Instant::now).duration_since(self.began);
        let at = i64::try_from(self.clock.unix_ms()).unwrap_or(i64::MAX);
        let (number, revision) = {
            let mut kept = self.lock();
            let number = kept.next_number();
            kept.push(Step {
                number,
                revision: 0,
                chain: cause.chain_id(),
                cause: cause.number(),
                presumed: cause.is_presumed(),
                at,
                start,
                took: end.is_some().then_some(Duration::ZERO),
                bot: draft.bot,
                alias: draft.alias,
                what: draft.what,
                about: draft.about,
                input: draft.input,
                end: end.unwrap_or_default(),
            });
            (number, kept.revision())
        };
        self.ring(revision);
        Cause::step(cause.chain_id(), number)
    }

    fn finish(&self, number: u64, end: End) {
        let now = self.began.elapsed();
        self.change(number, |step| {
            step.took = Some(now.saturating_sub(step.start));
            step.end = end;
        });
    }

    fn change(&self, number: u64, change: impl FnOnce(&mut Step)) {
        let revision = {
            let mut kept = self.lock();
            kept.change(number, change);
            kept.revision()
        };
        self.ring(revision);
    }

    fn ring(&self, revision: u64) {
        self.changed.send_if_modified(|known| {
            let newer = revision > *known;
            *known = revision.max(*known);
            newer
        });
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Recording {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recording").finish_non_exhaustive()
    }
}

/// A step that has not begun.
#[must_use]
pub(crate) struct Draft<'a> {
    recording: &'a Arc<Recording>,
    what: What,
    bot: Option<String>,
    alias: Option<String>,
    about: About,
    input: Option<Body>,
    cause: Option<Cause>,
    began: Option<Instant>,
}

impl Draft<'_> {
    pub(crate) fn bot(mut self, bot: &str) -> Self {
        self.bot = Some(bot.to_owned());
        self
    }

    pub(crate) fn alias(mut self, alias: Option<&str>) -> Self {
        self.alias = alias.map(str::to_owned);
        self
    }

    pub(crate) fn about(mut self, about: About) -> Self {
        self.about = about;
        self
    }

    pub(crate) fn input(mut self, input: impl Into<Body>) -> Self {
        self.input = Some(input.into());
        self
    }

    /// Another cause than what runs now.
    pub(crate) fn cause(mut self, cause: Option<Cause>) -> Self {
        self.cause = cause;
        self
    }

    /// When it began, if that was before.
    pub(crate) fn since(mut self, began: Instant) -> Self {
        self.began = Some(began);
        self
    }

    /// It begins.
    pub(crate) fn begin(self) -> Running {
        let recording = Arc::clone(self.recording);
        let cause = recording.keep(self, None);
        Running { recording, cause, open: true }
    }

    /// It happened, and is over.
    pub(crate) fn happened(self, end: End) {
        self.recording.keep(self, Some(end));
    }
}

/// A step under way. When nobody says how it ends, it was given up.
#[derive(Debug)]
#[must_use]
pub(crate) struct Running {
    recording: Arc<Recording>,
    cause: Cause,
    open: bool,
}

impl Running {
    /// It, as the cause of others.
    pub(crate) fn cause(&self) -> Cause {
        self.cause
    }

    /// It is over.
    pub(crate) fn end(mut self, end: End) {
        self.open = false;
        self.finish(end);
    }

    /// It is over, and went like this.
    pub(crate) fn done<T>(self, outcome: Result<T, Failure>) -> Result<T, Failure> {
        self.end(outcome.as_ref().map_or_else(End::refused, |_| End::default()));
        outcome
    }

    /// It goes on until [`Recording::settle`] says what became of it.
    pub(crate) fn goes_on(mut self) {
        self.open = false;
    }

    fn finish(&self, end: End) {
        if let Some(number) = self.cause.number() {
            self.recording.finish(number, end);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.open {
            let failure = Some("given up: whoever asked for it went away".to_owned());
            self.finish(End { failure, ..End::default() });
        }
    }
}
