//! What was done lately, and what is being done.

use std::{
    collections::{HashMap, VecDeque},
    future::poll_fn,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Poll, Waker},
};

use super::latch::Latch;

/// Keys of work that was done lately, and of work that is being done.
#[derive(Default)]
pub(crate) struct Recent(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// `None` when it is done.
    keys: HashMap<Arc<str>, Option<Flight>>,
    /// What is done, the oldest first.
    done: VecDeque<Arc<str>>,
}

/// How many keys of what is done are remembered.
const CAPACITY: usize = 10_000;

/// What is known of a key.
pub(crate) enum Seen {
    /// Nothing: do the work, and say how it ended.
    New(Doing),
    /// It is being done.
    Doing(Flight),
    /// It was done.
    Done,
}

impl Recent {
    /// Work on `key` is about to begin. `elsewhere` counts what waits for another process; see [`Flight::is_elsewhere`].
    pub(crate) fn begin(self: &Arc<Self>, key: &str, elsewhere: &Elsewhere) -> Seen {
        let mut known = self.known();
        match known.keys.get(key) {
            Some(Some(flight)) => Seen::Doing(flight.clone()),
            Some(None) => Seen::Done,
            None => {
                let (key, flight) = (Arc::from(key), Flight { ended: Latch::new(), elsewhere: elsewhere.clone() });
                known.keys.insert(Arc::clone(&key), Some(flight.clone()));
                Seen::New(Doing { recent: Arc::clone(self), key, flight, done: false })
            }
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Work under way; dropped unfinished, it has failed and is forgotten, so that it may be tried again.
pub(crate) struct Doing {
    recent: Arc<Recent>,
    key: Arc<str>,
    flight: Flight,
    done: bool,
}

impl Doing {
    pub(crate) fn flight(&self) -> &Flight {
        &self.flight
    }

    /// The work is done: it is not to be done again.
    pub(crate) fn done(mut self) {
        self.done = true;
    }
}

impl Drop for Doing {
    fn drop(&mut self) {
        let mut known = self.recent.known();
        if self.done {
            known.keys.insert(Arc::clone(&self.key), None);
            known.done.push_back(Arc::clone(&self.key));
            if known.done.len() > CAPACITY
                && let Some(oldest) = known.done.pop_front()
            {
                known.keys.remove(&oldest);
            }
        } else {
            known.keys.remove(&self.key);
        }
        drop(known);
        self.flight.ended.set(self.done);
    }
}

/// Work that others may wait for.
#[derive(Clone)]
pub(crate) struct Flight {
    ended: Latch<bool>,
    elsewhere: Elsewhere,
}

impl Flight {
    /// Waits for its end: whether it is done, and not failed.
    pub(crate) async fn ended(&self) -> bool {
        self.ended.wait().await
    }

    /// Whether it waits for another process, which does the same or has died doing it.
    pub(crate) fn is_elsewhere(&self) -> bool {
        self.elsewhere.state().waiting > 0
    }
}

/// Counts the work of one call of the platform that waits for another process.
#[derive(Clone, Default)]
pub(crate) struct Elsewhere(Arc<Mutex<Waiting>>);

#[derive(Default)]
struct Waiting {
    waiting: usize,
    /// Who wants to know.
    watching: Vec<Waker>,
}

impl Elsewhere {
    /// Counts until the answer is dropped.
    pub(crate) fn enter(&self) -> impl Drop + use<> {
        struct Entered(Elsewhere);

        impl Drop for Entered {
            fn drop(&mut self) {
                self.0.state().waiting -= 1;
            }
        }

        let mut state = self.state();
        state.waiting += 1;
        let watching = std::mem::take(&mut state.watching);
        drop(state);
        watching.into_iter().for_each(Waker::wake);
        Entered(self.clone())
    }

    /// Ends when something waits for another process.
    pub(crate) async fn entered(&self) {
        poll_fn(|cx| {
            let mut state = self.state();
            if state.waiting > 0 {
                return Poll::Ready(());
            }
            if !state.watching.iter().any(|waker| waker.will_wake(cx.waker())) {
                state.watching.push(cx.waker().clone());
            }
            Poll::Pending
        })
        .await;
    }

    fn state(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn seen(recent: &Arc<Recent>, key: &str) -> Seen {
        recent.begin(key, &Elsewhere::default())
    }

    fn begin(recent: &Arc<Recent>, key: &str) -> Doing {
        match seen(recent, key) {
            Seen::New(doing) => doing,
            Seen::Doing(_) | Seen::Done => panic!("{key} is not new"),
        }
    }

    #[test]
    fn a_repetition_waits_for_the_first_and_finds_it_done_afterwards() {
        let recent = Arc::new(Recent::default());
        let first = begin(&recent, "a");
        let Seen::Doing(flight) = seen(&recent, "a") else { panic!("the first is under way") };
        assert_eq!(flight.ended().now_or_never(), None);
        first.done();
        assert_eq!(flight.ended().now_or_never(), Some(true));
        assert!(matches!(seen(&recent, "a"), Seen::Done));
    }

    #[test]
    fn what_failed_may_be_tried_again() {
        let recent = Arc::new(Recent::default());
        let first = begin(&recent, "a");
        let Seen::Doing(flight) = seen(&recent, "a") else { panic!("the first is under way") };
        drop(first);
        assert_eq!(flight.ended().now_or_never(), Some(false));
        begin(&recent, "a").done();
        assert!(matches!(seen(&recent, "a"), Seen::Done));
    }

    #[test]
    fn memory_is_bounded_and_what_is_under_way_is_not_forgotten() {
        let recent = Arc::new(Recent::default());
        let under_way = begin(&recent, "under way");
        for number in 0..=CAPACITY {
            begin(&recent, &number.to_string()).done();
        }
        assert!(matches!(seen(&recent, "under way"), Seen::Doing(_)));
        assert!(matches!(seen(&recent, "0"), Seen::New(_)), "the oldest made room");
        assert!(matches!(seen(&recent, &CAPACITY.to_string()), Seen::Done));
        drop(under_way);
    }
}
