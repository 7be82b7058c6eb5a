//! Work that is done one after another, per key.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use super::latch::Latch;

/// Lanes, each with a key: who enters one has its turn when all who entered it before are gone.
#[derive(Default)]
pub(crate) struct Lanes(Mutex<Ends>);

#[derive(Default)]
struct Ends {
    /// The last place of each lane.
    last: HashMap<String, End>,
    /// How many lanes there may be before those that nobody is in are forgotten.
    limit: usize,
}

/// Fewer lanes than this are not worth looking through.
const MIN_LIMIT: usize = 64;

impl Lanes {
    /// Takes the next place in the lane `key`, now.
    pub(crate) fn enter(&self, key: String) -> Place {
        let end = End(Latch::new());
        let mut ends = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if ends.last.len() >= ends.limit.max(MIN_LIMIT) {
            ends.last.retain(|_, last| !last.is_reached());
            ends.limit = 2 * ends.last.len();
        }
        let before = ends.last.insert(key, end.clone());
        Place { before, end }
    }
}

/// A place in a lane; dropping it lets the next one in.
pub(crate) struct Place {
    before: Option<End>,
    end: End,
}

impl Place {
    /// Waits until all who entered before are gone.
    pub(crate) async fn turn(&mut self) {
        while let Some(before) = &self.before {
            self.before = before.0.wait().await;
        }
    }
}

impl Drop for Place {
    /// Who leaves before its turn hands on whom it waited for: somebody who is still there, so that no chain grows.
    fn drop(&mut self) {
        let mut before = self.before.take();
        while let Some(next) = before.as_ref().and_then(|before| before.0.get()) {
            before = next;
        }
        self.end.0.set(before);
    }
}

/// The end of a place's time: set when it is left, to the end that is still to be waited for.
#[derive(Clone)]
struct End(Latch<Option<End>>);

impl End {
    fn is_reached(&self) -> bool {
        match self.0.get() {
            None => false,
            Some(None) => true,
            Some(Some(before)) => before.is_reached(),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn places_have_their_turn_in_the_order_in_which_they_were_taken() {
        let lanes = Lanes::default();
        let [mut first, mut second, mut third] = [0; 3].map(|_| lanes.enter("a".to_owned()));
        let mut other = lanes.enter("b".to_owned());
        assert!(first.turn().now_or_never().is_some());
        assert!(other.turn().now_or_never().is_some(), "another lane does not wait");
        assert!(second.turn().now_or_never().is_none());
        drop(first);
        assert!(third.turn().now_or_never().is_none());
        assert!(second.turn().now_or_never().is_some());
        drop(second);
        assert!(third.turn().now_or_never().is_some());
    }

    #[test]
    fn who_leaves_before_its_turn_lets_nobody_overtake() {
        let lanes = Lanes::default();
        let [first, second, mut third] = [0; 3].map(|_| lanes.enter("a".to_owned()));
        drop(second);
        assert!(third.turn().now_or_never().is_none());
        let mut fourth = lanes.enter("a".to_owned());
        drop(third);
        assert!(fourth.turn().now_or_never().is_none());
        drop(first);
        assert!(fourth.turn().now_or_never().is_some());
    }

    #[test]
    fn any_number_may_leave_before_their_turn() {
        let lanes = Lanes::default();
        let first = lanes.enter("a".to_owned());
        for _ in 0..200_000 {
            drop(lanes.enter("a".to_owned()));
        }
        let mut last = lanes.enter("a".to_owned());
        assert!(last.turn().now_or_never().is_none());
        drop(first);
        assert!(last.turn().now_or_never().is_some());
    }

    #[test]
    fn lanes_that_nobody_is_in_are_forgotten() {
        let lanes = Lanes::default();
        let mut kept = lanes.enter("kept".to_owned());
        for number in 0..10_000 {
            drop(lanes.enter(number.to_string()));
        }
        assert!(lanes.0.lock().unwrap().last.len() <= MIN_LIMIT);
        assert!(kept.turn().now_or_never().is_some());
        assert!(lanes.enter("kept".to_owned()).turn().now_or_never().is_none());
    }
}
