//! Calls of the Web API, and deliveries, that tests make fail.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::core::lock;

/// How a call of the Web API can be made to fail.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// 429 with `Retry-After`, in whole seconds.
    RateLimited {
        /// How long to wait.
        retry_after: Duration,
    },
    /// 200 with `ok: false` and this error code: `missing_scope`.
    Refused(String),
    /// This status and a body that is not JSON, as a proxy in front of Slack answers.
    Status(u16),
    /// The call takes so long, and succeeds.
    Slow(Duration),
    /// The connection breaks before anything was done.
    ConnectionLost,
    /// The call is executed, and the connection breaks before the answer.
    AnswerLost,
    /// The call is executed, and the connection stays open without an answer, as when the network between is gone.
    Silence,
}

/// How the delivery of an event, or of what a person did, can be made to fail.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeliveryFailure {
    /// The attempt does not arrive. Events are repeated.
    Lost,
    /// The app takes it, and the connection breaks before the answer arrives. Events are repeated.
    AnswerLost,
    /// It arrives twice at the same time, the second time marked as a repetition.
    Duplicated,
    /// It arrives so much later, and others before it.
    Delayed(Duration),
}

/// Says how often something fails: once unless told otherwise.
#[derive(Debug)]
pub struct Injected<F> {
    faults: Shared<F>,
    name: String,
    number: u64,
}

type Shared<F> = Arc<Mutex<HashMap<String, Vec<Fault<F>>>>>;

/// What fails, by the name of what it happens to.
#[derive(Debug)]
pub(crate) struct Faults<F>(Shared<F>);

#[derive(Debug)]
struct Fault<F> {
    number: u64,
    failure: F,
    /// How many times it goes well before.
    spared: u32,
    /// How many times it fails; `None` for always.
    left: Option<u32>,
}

impl<F> Injected<F> {
    /// The next so many times.
    pub fn times(self, count: u32) -> Self {
        self.change(|fault| fault.left = Some(count))
    }

    /// Until [`Workspace::heal`](crate::Workspace::heal).
    pub fn always(self) -> Self {
        self.change(|fault| fault.left = None)
    }

    /// It goes well so many times first.
    pub fn after(self, count: u32) -> Self {
        self.change(|fault| fault.spared = count)
    }

    fn change(self, change: impl FnOnce(&mut Fault<F>)) -> Self {
        let mut faults = lock(&self.faults);
        let mut mine = faults.get_mut(&self.name).into_iter().flatten();
        if let Some(fault) = mine.find(|fault| fault.number == self.number) {
            change(fault);
        }
        drop(faults);
        self
    }
}

impl<F> Default for Faults<F> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<F: Clone> Faults<F> {
    pub(crate) fn inject(&self, name: &str, failure: F) -> Injected<F> {
        let mut faults = lock(&self.0);
        let of_name = faults.entry(name.to_owned()).or_default();
        let number = of_name.last().map_or(0, |last| last.number + 1);
        of_name.push(Fault { number, failure, spared: 0, left: Some(1) });
        Injected { faults: self.0.clone(), name: name.to_owned(), number }
    }

    /// How what begins now fails, if it does. Faults of one name happen one after the other.
    pub(crate) fn next(&self, name: &str) -> Option<F> {
        let mut faults = lock(&self.0);
        let of_name = faults.get_mut(name)?;
        of_name.retain(|fault| fault.left != Some(0));
        let fault = of_name.first_mut()?;
        if fault.spared > 0 {
            fault.spared -= 1;
            return None;
        }
        fault.left = fault.left.map(|left| left - 1);
        Some(fault.failure.clone())
    }

    pub(crate) fn clear(&self) {
        lock(&self.0).clear();
    }
}
