//! Failures at random, the same for the same seed.

use std::{sync::Mutex, time::Duration};

use crate::{DeliveryFailure, Failure, core::lock};

/// How often what goes wrong, of events on their way to the apps and of calls of the Web API: shares from 0 to 1. The same
/// seed makes the same decisions; which event or call meets which depends on their order.
///
/// ```
/// # use slack_workspace::{Chaos, Workspace};
/// # fn soak(workspace: &Workspace) {
/// workspace.stir(Chaos::seeded(42).duplicated_events(0.05).lost_events(0.05).limited_calls(0.05));
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Chaos {
    random: Random,
    duplicated_events: f64,
    lost_events: f64,
    lost_event_answers: f64,
    delayed_events: (f64, Duration),
    limited_calls: f64,
    failed_calls: f64,
    lost_call_answers: f64,
}

impl Chaos {
    /// Nothing goes wrong yet.
    pub fn seeded(seed: u64) -> Self {
        Self {
            random: Random(seed),
            duplicated_events: 0.0,
            lost_events: 0.0,
            lost_event_answers: 0.0,
            delayed_events: (0.0, Duration::ZERO),
            limited_calls: 0.0,
            failed_calls: 0.0,
            lost_call_answers: 0.0,
        }
    }

    /// Events that arrive twice at the same time ([`DeliveryFailure::Duplicated`]).
    pub fn duplicated_events(mut self, share: f64) -> Self {
        self.duplicated_events = share;
        self
    }

    /// Attempts that do not arrive, and are repeated ([`DeliveryFailure::Lost`]).
    pub fn lost_events(mut self, share: f64) -> Self {
        self.lost_events = share;
        self
    }

    /// Attempts that arrive and are repeated all the same ([`DeliveryFailure::AnswerLost`]).
    pub fn lost_event_answers(mut self, share: f64) -> Self {
        self.lost_event_answers = share;
        self
    }

    /// Attempts that are late, so that others overtake them: up to `by`.
    pub fn delayed_events(mut self, share: f64, by: Duration) -> Self {
        self.delayed_events = (share, by);
        self
    }

    /// Calls that are one too many: 429, `Retry-After: 1`.
    pub fn limited_calls(mut self, share: f64) -> Self {
        self.limited_calls = share;
        self
    }

    /// Calls that fail before anything is done: status 503.
    pub fn failed_calls(mut self, share: f64) -> Self {
        self.failed_calls = share;
        self
    }

    /// Calls that are carried out, and whose answer is lost.
    pub fn lost_call_answers(mut self, share: f64) -> Self {
        self.lost_call_answers = share;
        self
    }

    fn delivery(&mut self) -> Option<DeliveryFailure> {
        let at = self.random.share();
        let (late, by) = self.delayed_events;
        let by = by.mul_f64(self.random.share());
        pick(
            at,
            [
                (self.duplicated_events, DeliveryFailure::Duplicated),
                (self.lost_events, DeliveryFailure::Lost),
                (self.lost_event_answers, DeliveryFailure::AnswerLost),
                (late, DeliveryFailure::Delayed(by)),
            ],
        )
    }

    fn call(&mut self) -> Option<Failure> {
        pick(
            self.random.share(),
            [
                (self.limited_calls, Failure::RateLimited { retry_after: Duration::from_secs(1) }),
                (self.failed_calls, Failure::Status(503)),
                (self.lost_call_answers, Failure::AnswerLost),
            ],
        )
    }
}

/// What `at`, between 0 and 1, falls on.
fn pick<T, const N: usize>(at: f64, from: [(f64, T); N]) -> Option<T> {
    let mut end = 0.0;
    from.into_iter().find_map(|(share, what)| {
        end += share;
        (at < end).then_some(what)
    })
}

/// The chaos that reigns, if any.
#[derive(Debug, Default)]
pub(crate) struct Reign(Mutex<Option<Chaos>>);

impl Reign {
    pub(crate) fn begin(&self, chaos: Chaos) {
        *lock(&self.0) = Some(chaos);
    }

    pub(crate) fn end(&self) {
        *lock(&self.0) = None;
    }

    pub(crate) fn delivery(&self) -> Option<DeliveryFailure> {
        lock(&self.0).as_mut()?.delivery()
    }

    pub(crate) fn call(&self) -> Option<Failure> {
        lock(&self.0).as_mut()?.call()
    }
}

/// SplitMix64: small, and good enough to decide what fails.
#[derive(Debug, Clone)]
struct Random(u64);

impl Random {
    /// A number from 0 to 1.
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        f64::from(u32::try_from(mixed >> 32).unwrap_or_default()) / f64::from(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_decides_the_same_and_about_as_often_as_asked() {
        let decisions = |seed| {
            let mut chaos = Chaos::seeded(seed).duplicated_events(0.05).lost_events(0.05);
            (0..10_000).map(|_| chaos.delivery()).collect::<Vec<_>>()
        };
        let one = decisions(7);
        assert_eq!(one, decisions(7));
        assert_ne!(one, decisions(8));
        let count = |wanted: DeliveryFailure| one.iter().filter(|decision| **decision == Some(wanted.clone())).count();
        assert!((400..600).contains(&count(DeliveryFailure::Duplicated)), "{}", count(DeliveryFailure::Duplicated));
        assert!((400..600).contains(&count(DeliveryFailure::Lost)));
    }
}
