//! Calls of the Web API that tests make fail.

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

/// Says how often a call fails: once unless told otherwise.
#[derive(Debug)]
pub struct Injected {
    faults: Arc<Mutex<HashMap<String, Vec<Fault>>>>,
    method: String,
    number: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Faults {
    by_method: Arc<Mutex<HashMap<String, Vec<Fault>>>>,
}

#[derive(Debug)]
struct Fault {
    number: u64,
    failure: Failure,
    /// How many calls succeed before.
    spared: u32,
    /// How many fail; `None` when all do.
    left: Option<u32>,
}

impl Injected {
    /// The next so many calls fail.
    pub fn times(self, count: u32) -> Self {
        self.change(|fault| fault.left = Some(count))
    }

    /// All calls fail until [`Workspace::heal`](crate::Workspace::heal).
    pub fn always(self) -> Self {
        self.change(|fault| fault.left = None)
    }

    /// So many calls succeed first.
    pub fn after(self, count: u32) -> Self {
        self.change(|fault| fault.spared = count)
    }

    fn change(self, change: impl FnOnce(&mut Fault)) -> Self {
        let mut faults = lock(&self.faults);
        let mut mine = faults.get_mut(&self.method).into_iter().flatten();
        if let Some(fault) = mine.find(|fault| fault.number == self.number) {
            change(fault);
        }
        drop(faults);
        self
    }
}

impl Faults {
    pub(crate) fn inject(&self, method: &str, failure: Failure) -> Injected {
        let mut faults = lock(&self.by_method);
        let of_method = faults.entry(method.to_owned()).or_default();
        let number = of_method.last().map_or(0, |last| last.number + 1);
        of_method.push(Fault { number, failure, spared: 0, left: Some(1) });
        Injected { faults: self.by_method.clone(), method: method.to_owned(), number }
    }

    /// How the call that begins now fails, if it does. Faults of one method happen one after the other.
    pub(crate) fn next(&self, method: &str) -> Option<Failure> {
        let mut faults = lock(&self.by_method);
        let of_method = faults.get_mut(method)?;
        of_method.retain(|fault| fault.left != Some(0));
        let fault = of_method.first_mut()?;
        if fault.spared > 0 {
            fault.spared -= 1;
            return None;
        }
        fault.left = fault.left.map(|left| left - 1);
        Some(fault.failure.clone())
    }

    pub(crate) fn clear(&self) {
        lock(&self.by_method).clear();
    }
}
