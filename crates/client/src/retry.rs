//! When a call is sent again, and after how long.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, Method, StatusCode};
use time::{OffsetDateTime, format_description::well_known::Rfc2822};

/// How often a failed call is sent again, and how long the client waits in between.
///
/// The default is the official client's: up to three more attempts, after the number of seconds that the answer asks
/// for in `RateLimit-Reset`, `X-RateLimit-Reset` or `Retry-After`, else after one, two and three seconds. Waits are cut
/// at [`max_delay`](Self::max_delay) and carry up to a quarter on top (at least up to 100 ms), so that many clients
/// refused at once do not come back at once.
///
/// What is sent again: anything that was never received (the connection did not open) or was refused with 429; calls
/// that can be executed twice without harm also after a lost connection, a timeout and a 502, and those of them with
/// the methods `GET`, `HEAD`, `OPTIONS`, `PUT` and `DELETE` after any other 5xx.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    retries: u32,
    max_delay: Duration,
}

impl RetryPolicy {
    /// No second attempt.
    pub const NONE: Self = Self::new(0);

    /// At most `retries` attempts after the first.
    #[must_use]
    pub const fn new(retries: u32) -> Self {
        Self { retries, max_delay: Duration::from_secs(30) }
    }

    /// The longest wait before an attempt, whatever the answer asks for; 30 s unless set.
    #[must_use]
    pub const fn max_delay(mut self, max_delay: Duration) -> Self {
        self.max_delay = max_delay;
        self
    }

    /// Whether one more attempt may follow attempt number `attempt` (from 1), which came to `outcome`.
    pub(crate) fn allows(&self, attempt: u32, method: &Method, idempotent: bool, outcome: Outcome) -> bool {
        attempt <= self.retries && may_repeat(method, idempotent, outcome)
    }

    /// How long to wait after attempt number `attempt` (from 1), which was answered with `headers`.
    pub(crate) fn delay(&self, attempt: u32, headers: &HeaderMap, now: SystemTime, chance: u8) -> Duration {
        let base = requested_delay(headers, now).unwrap_or(Duration::from_secs(attempt.into())).min(self.max_delay);
        let spread = (base / 4).max(Duration::from_millis(100));
        base + spread * u32::from(chance) / u32::from(u8::MAX)
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new(3)
    }
}

/// What an attempt came to, as far as a second one is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was answered.
    Answered(StatusCode),
    /// It never left: nothing was executed.
    NotSent,
    /// It left and no answer came back: it may have been executed.
    NoAnswer,
    /// It can only come to the same again.
    Hopeless,
}

fn may_repeat(method: &Method, idempotent: bool, outcome: Outcome) -> bool {
    match outcome {
        Outcome::NotSent | Outcome::Answered(StatusCode::TOO_MANY_REQUESTS) => true,
        Outcome::NoAnswer | Outcome::Answered(StatusCode::BAD_GATEWAY) => idempotent,
        Outcome::Answered(status) => idempotent && status.is_server_error() && is_repeatable(method),
        Outcome::Hopeless => false,
    }
}

fn is_repeatable(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::OPTIONS, Method::PUT, Method::DELETE].contains(method)
}

/// The delay that an answer asks for, from the first of its headers that can be read.
fn requested_delay(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    const NAMES: [HeaderName; 3] = [
        HeaderName::from_static("ratelimit-reset"),
        HeaderName::from_static("x-ratelimit-reset"),
        HeaderName::from_static("retry-after"),
    ];
    NAMES.iter().find_map(|name| parse_delay(headers.get(name)?.to_str().ok()?.trim(), now))
}

/// Whole seconds, or a date: then the whole seconds until it.
fn parse_delay(value: &str, now: SystemTime) -> Option<Duration> {
    if !value.contains(' ') {
        return value.parse().ok().map(Duration::from_secs);
    }
    let date = OffsetDateTime::parse(value, &Rfc2822).ok()?;
    let left = date - OffsetDateTime::from(now);
    Some(Duration::from_secs(left.whole_seconds().try_into().unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: SystemTime = SystemTime::UNIX_EPOCH;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    fn status(code: u16) -> Outcome {
        Outcome::Answered(StatusCode::from_u16(code).unwrap())
    }

    #[test]
    fn a_call_that_may_have_been_executed_is_repeated_only_when_that_does_no_harm() {
        for outcome in [Outcome::NoAnswer, status(502)] {
            assert!(!may_repeat(&Method::POST, false, outcome), "{outcome:?}");
            assert!(may_repeat(&Method::POST, true, outcome), "{outcome:?}");
            assert!(may_repeat(&Method::PUT, true, outcome), "{outcome:?}");
        }
    }

    #[test]
    fn a_call_that_was_never_executed_is_always_repeated() {
        for outcome in [Outcome::NotSent, status(429)] {
            assert!(may_repeat(&Method::POST, false, outcome), "{outcome:?}");
        }
    }

    #[test]
    fn server_errors_are_repeated_for_idempotent_methods_only() {
        for code in [500, 503, 504, 599] {
            for method in [Method::GET, Method::HEAD, Method::OPTIONS, Method::PUT, Method::DELETE] {
                assert!(may_repeat(&method, true, status(code)), "{method} {code}");
            }
            assert!(!may_repeat(&Method::POST, true, status(code)), "POST {code}");
            assert!(!may_repeat(&Method::PATCH, true, status(code)), "PATCH {code}");
        }
        for code in [301, 400, 404, 408, 409] {
            assert!(!may_repeat(&Method::GET, true, status(code)), "GET {code}");
        }
        assert!(!may_repeat(&Method::GET, true, Outcome::Hopeless));
    }

    #[test]
    fn the_wait_comes_from_the_first_readable_header_else_from_the_attempt() {
        let all = [("ratelimit-reset", "1"), ("x-ratelimit-reset", "3"), ("retry-after", "5")];
        let policy = RetryPolicy::default();
        let delay = |attempt, pairs: &[_]| policy.delay(attempt, &headers(pairs), NOW, 0).as_secs();
        assert_eq!(delay(1, &all), 1);
        assert_eq!(delay(1, &all[1..]), 3);
        assert_eq!(delay(1, &all[2..]), 5);
        assert_eq!(delay(2, &[("retry-after", "soon")]), 2);
        assert_eq!(delay(1, &[("ratelimit-reset", "soon"), ("retry-after", "5")]), 5);
        assert_eq!(delay(3, &[]), 3);
        assert_eq!(delay(1, &[("retry-after", "-4")]), 1);
    }

    #[test]
    fn a_date_is_the_whole_seconds_until_then_and_never_negative() {
        let date = |value| parse_delay(value, NOW + Duration::from_millis(10_500)).map(|delay| delay.as_secs());
        assert_eq!(date("Thu, 01 Jan 1970 00:00:13 GMT"), Some(2));
        assert_eq!(date("Thu, 01 Jan 1970 00:00:01 GMT"), Some(0));
        assert_eq!(date("the day after"), None);
    }

    #[test]
    fn jitter_only_adds_and_the_cap_holds_before_it() {
        let policy = RetryPolicy::default().max_delay(Duration::from_secs(8));
        let delay = |seconds, chance| policy.delay(1, &headers(&[("retry-after", seconds)]), NOW, chance);
        assert_eq!(delay("4", 0), Duration::from_secs(4));
        assert_eq!(delay("4", u8::MAX), Duration::from_secs(5));
        assert_eq!(delay("0", u8::MAX), Duration::from_millis(100));
        assert_eq!(delay("99999999999", 0), Duration::from_secs(8));
        assert_eq!(delay("99999999999", u8::MAX), Duration::from_secs(10));
    }

    #[test]
    fn attempts_are_counted() {
        assert!(RetryPolicy::default().allows(3, &Method::GET, true, Outcome::NoAnswer));
        assert!(!RetryPolicy::default().allows(4, &Method::GET, true, Outcome::NoAnswer));
        assert!(!RetryPolicy::NONE.allows(1, &Method::GET, true, Outcome::NoAnswer));
    }
}
