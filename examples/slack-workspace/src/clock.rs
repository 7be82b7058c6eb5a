//! The time, which tests may set.

use std::{
    fmt,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use crate::core::lock;

/// Where the workspace takes the time from: timestamps of messages, expiries and signatures follow it. Waits (for an answer,
/// between repetitions) do not: they are settings of the [`Builder`](crate::Builder).
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The time since 1970, UTC.
    fn unix_now(&self) -> Duration;
}

/// The machine's clock; the default.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct SystemClock;

impl Clock for SystemClock {
    fn unix_now(&self) -> Duration {
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
    }
}

/// A clock that stands still until it is advanced. Clones show the same time.
#[derive(Debug, Clone)]
pub struct ManualClock(Arc<Mutex<Duration>>);

impl ManualClock {
    /// A clock at this time since 1970.
    #[must_use]
    pub fn at(since_1970: Duration) -> Self {
        Self(Arc::new(Mutex::new(since_1970)))
    }

    /// A clock at the machine's time, for what also talks to something that has the machine's clock.
    #[must_use]
    pub fn now() -> Self {
        Self::at(SystemClock.unix_now())
    }

    /// Lets time pass.
    pub fn advance(&self, by: Duration) {
        let mut now = lock(&self.0);
        *now = now.saturating_add(by);
    }
}

impl Clock for ManualClock {
    fn unix_now(&self) -> Duration {
        *lock(&self.0)
    }
}
