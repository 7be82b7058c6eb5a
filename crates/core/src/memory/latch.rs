//! A value that comes once, for any number of waiters.

use std::{
    future::poll_fn,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Poll, Waker},
};

/// A value that comes once. Clones are the same latch.
pub(crate) struct Latch<T>(Arc<Mutex<State<T>>>);

struct State<T> {
    value: Option<T>,
    waiting: Vec<Waker>,
}

impl<T: Clone> Latch<T> {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(State { value: None, waiting: Vec::new() })))
    }

    /// Gives all waiters the value; the first one counts.
    pub(crate) fn set(&self, value: T) {
        let mut state = self.state();
        state.value.get_or_insert(value);
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
    }

    pub(crate) fn get(&self) -> Option<T> {
        self.state().value.clone()
    }

    pub(crate) async fn wait(&self) -> T {
        poll_fn(|cx| {
            let mut state = self.state();
            if let Some(value) = &state.value {
                return Poll::Ready(value.clone());
            }
            if !state.waiting.iter().any(|waker| waker.will_wake(cx.waker())) {
                state.waiting.push(cx.waker().clone());
            }
            Poll::Pending
        })
        .await
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Clone for Latch<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}
