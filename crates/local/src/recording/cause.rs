//! What is being worked on, as the cause of what happens meanwhile.

use std::future::Future;

use http::HeaderMap;

use botpress_api::operation::header as bp;

/// A chain, and the step in it that causes what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cause {
    chain: u128,
    step: Option<u64>,
    presumed: bool,
}

tokio::task_local! {
    static CAUSE: Cause;
}

/// The cause of what this task does now.
pub(crate) fn current() -> Option<Cause> {
    CAUSE.try_with(|cause| *cause).ok()
}

/// Does something because of this. What it spawns is a task of its own and has to be told.
pub(crate) async fn because<F: Future>(cause: Cause, work: F) -> F::Output {
    CAUSE.scope(cause, work).await
}

/// The same, when the cause is known.
pub(crate) async fn because_maybe<F: Future>(cause: Option<Cause>, work: F) -> F::Output {
    match cause {
        Some(cause) => because(cause, work).await,
        None => work.await,
    }
}

impl Cause {
    /// A chain, in which nothing is known to have caused it.
    pub(crate) const fn chain(chain: u128) -> Self {
        Self { chain, step: None, presumed: false }
    }

    pub(crate) const fn step(chain: u128, step: u64) -> Self {
        Self { chain, step: Some(step), presumed: false }
    }

    /// It is likely, and not certain.
    pub(crate) const fn as_presumed(self) -> Self {
        Self { presumed: true, ..self }
    }

    pub(crate) const fn is_presumed(self) -> bool {
        self.presumed
    }

    pub(crate) const fn chain_id(self) -> u128 {
        self.chain
    }

    pub(crate) const fn number(self) -> Option<u64> {
        self.step
    }

    /// As a W3C `traceparent`, sampled. Spans are counted from 1, since 0 is none.
    pub(crate) fn traceparent(self) -> String {
        let span = self.step.map_or(0, |step| step + 1);
        format!("00-{:032x}-{span:016x}-01", self.chain)
    }

    /// The cause that a request's `traceparent` names.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let mut parts = headers.get(bp::TRACEPARENT)?.to_str().ok()?.split('-');
        let (_version, trace, span) = (parts.next()?, parts.next()?, parts.next()?);
        let chain = Self::trace(trace)?;
        let span = u64::from_str_radix(span, 16).ok()?;
        Some(Self { chain, step: span.checked_sub(1), presumed: false })
    }

    /// The chain of a trace's id.
    pub(crate) fn trace(id: &str) -> Option<u128> {
        (id.len() == 32).then(|| u128::from_str_radix(id, 16).ok()).flatten().filter(|id| *id != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_comes_back_from_its_traceparent() {
        let cause = Cause::step(7 << 64, 0);
        assert_eq!(cause.traceparent(), "00-00000000000000070000000000000000-0000000000000001-01");
        let headers = HeaderMap::from_iter([(
            http::HeaderName::from_static("traceparent"),
            http::HeaderValue::from_str(&cause.traceparent()).unwrap(),
        )]);
        assert_eq!(Cause::of(&headers), Some(cause));
        for wrong in ["", "00-0-1-01", "00-00000000000000000000000000000000-0000000000000001-01", "x"] {
            let headers = HeaderMap::from_iter([(
                http::HeaderName::from_static("traceparent"),
                http::HeaderValue::from_str(wrong).unwrap(),
            )]);
            assert_eq!(Cause::of(&headers), None, "{wrong}");
        }
    }
}
