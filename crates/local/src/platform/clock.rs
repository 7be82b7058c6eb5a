//! The time, which tests may set.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use botpress_api::iso8601;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::sync::watch;

/// How long the machine's clock is trusted to run on: a laptop that slept shows another time when it wakes.
const LONGEST_NAP: Duration = Duration::from_secs(5);

/// Where local Botpress takes the time from: times of creation, expiries and schedules follow it.
#[async_trait]
pub trait Clock: Send + Sync + 'static {
    /// Milliseconds since 1970, UTC.
    fn unix_ms(&self) -> u64;

    /// Resolves when the clock shows this time, or a later one. By default it looks again after the time that is
    /// missing, and every five seconds.
    async fn reached(&self, unix_ms: u64) {
        loop {
            let missing = unix_ms.saturating_sub(self.unix_ms());
            if missing == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(missing).min(LONGEST_NAP)).await;
        }
    }
}

/// The machine's clock; the default.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct SystemClock;

impl Clock for SystemClock {
    fn unix_ms(&self) -> u64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }
}

/// A clock that stands still until it is advanced, for tests of expiry and schedules. Clones show the same time.
#[derive(Debug, Clone)]
pub struct ManualClock(Arc<watch::Sender<u64>>);

impl ManualClock {
    /// A clock at this time, in milliseconds since 1970.
    #[must_use]
    pub fn at(unix_ms: u64) -> Self {
        Self(Arc::new(watch::Sender::new(unix_ms)))
    }

    /// Lets time pass.
    pub fn advance(&self, by: Duration) {
        let by = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        self.0.send_modify(|now| *now = now.saturating_add(by));
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn unix_ms(&self) -> u64 {
        *self.0.borrow()
    }

    async fn reached(&self, unix_ms: u64) {
        let _ = self.0.subscribe().wait_for(|now| *now >= unix_ms).await;
    }
}

/// A time as the API writes it: `2026-11-22T06:41:43.000Z`.
pub(crate) fn iso(unix_ms: i64) -> String {
    iso8601(UNIX_EPOCH + Duration::from_millis(u64::try_from(unix_ms).unwrap_or_default()))
}

/// The milliseconds since 1970 of a time in ISO 8601 with an offset.
pub(crate) fn parse_iso(text: &str) -> Option<i64> {
    let time = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    i64::try_from(time.unix_timestamp_nanos().div_euclid(1_000_000)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_utc_with_milliseconds_and_read_back() {
        assert_eq!(iso(1_795_329_703_007), "2026-11-22T06:41:43.007Z");
        assert_eq!(parse_iso("2026-11-22T06:41:43.007Z"), Some(1_795_329_703_007));
        assert_eq!(parse_iso("2026-11-22T08:41:43+02:00"), Some(1_795_329_703_000));
        assert_eq!(parse_iso("yesterday"), None);
    }
}
