//! Runs the calls of a module and the background work they spawn, on one thread.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, Wake, Waker},
};

use botpress_client::{BoxFuture, SpawnError};

/// How many background tasks may run at once: as on the native host.
const MAX_BACKGROUND_TASKS: usize = 1000;

/// The calls in flight.
///
/// A call is answered when the work that it spawned is done as well: the platform may freeze the process as soon as it has
/// the answer, and frozen work is lost.
#[derive(Default)]
pub(crate) struct Executor {
    tasks: HashMap<u64, Task>,
    calls: HashMap<u32, Call>,
    last: u64,
    ready: Arc<Ready>,
    spawner: Arc<Spawner>,
}

struct Task {
    call: u32,
    /// Resolves to the call's answer; background work has none.
    future: BoxFuture<'static, Option<Vec<u8>>>,
}

#[derive(Default)]
struct Call {
    running: usize,
    answer: Option<Vec<u8>>,
}

impl Executor {
    /// Where tasks spawn others.
    pub(crate) fn spawner(&self) -> Arc<Spawner> {
        self.spawner.clone()
    }

    /// Takes on the call `call`, whose answer `future` makes; [`run`](Self::run) runs it.
    ///
    /// # Panics
    ///
    /// When a call of this id is in flight: whoever runs the module mixes calls up.
    pub(crate) fn start(&mut self, call: u32, future: BoxFuture<'static, Vec<u8>>) {
        let before = self.calls.insert(call, Call::default());
        assert!(before.is_none(), "the call {call} is in flight already");
        self.add(call, Box::pin(async move { Some(future.await) }));
    }

    /// Polls what is ready until nothing is; answers the calls that are done, with their answers.
    pub(crate) fn run(&mut self) -> Vec<(u32, Vec<u8>)> {
        let mut done = Vec::new();
        while let Some(id) = self.ready.pop() {
            // A task may be woken more than once, and after its end.
            let Some(mut task) = self.tasks.remove(&id) else { continue };
            let waker = Waker::from(Arc::new(TaskWaker { id, ready: self.ready.clone() }));
            let polled = task.future.as_mut().poll(&mut Context::from_waker(&waker));
            let number = task.call;
            for future in self.spawner.take() {
                self.add(number, future);
            }
            match polled {
                Poll::Pending => {
                    self.tasks.insert(id, task);
                }
                Poll::Ready(answer) => done.extend(self.finish(number, answer)),
            }
        }
        done
    }

    fn add(&mut self, call: u32, future: BoxFuture<'static, Option<Vec<u8>>>) {
        self.last += 1;
        self.tasks.insert(self.last, Task { call, future });
        self.calls.entry(call).or_default().running += 1;
        self.ready.push(self.last);
    }

    /// One task of a call is done: the call itself is when it was the last.
    fn finish(&mut self, number: u32, answer: Option<Vec<u8>>) -> Option<(u32, Vec<u8>)> {
        let call = self.calls.get_mut(&number)?;
        call.running -= 1;
        if answer.is_some() {
            call.answer = answer;
        }
        if call.running > 0 {
            return None;
        }
        Some((number, self.calls.remove(&number)?.answer?))
    }
}

/// Tasks that were woken.
#[derive(Default)]
struct Ready(Mutex<VecDeque<u64>>);

impl Ready {
    fn push(&self, id: u64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(id);
    }

    fn pop(&self) -> Option<u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}

struct TaskWaker {
    id: u64,
    ready: Arc<Ready>,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.ready.push(self.id);
    }
}

/// Takes background work; it belongs to the call whose task spawned it.
#[derive(Default)]
pub(crate) struct Spawner {
    spawned: Mutex<Vec<BoxFuture<'static, Option<Vec<u8>>>>>,
    /// One clone per task.
    alive: Arc<()>,
}

impl Spawner {
    pub(crate) fn spawn(&self, task: BoxFuture<'static, ()>) -> Result<(), SpawnError> {
        if Arc::strong_count(&self.alive) > MAX_BACKGROUND_TASKS {
            return Err(SpawnError::Full { limit: MAX_BACKGROUND_TASKS });
        }
        let alive = self.alive.clone();
        let task = Box::pin(async move {
            task.await;
            drop(alive);
            None
        });
        self.spawned.lock().unwrap_or_else(PoisonError::into_inner).push(task);
        Ok(())
    }

    fn take(&self) -> Vec<BoxFuture<'static, Option<Vec<u8>>>> {
        std::mem::take(&mut self.spawned.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, poll_fn, ready};

    use super::*;

    /// A future that waits until its gate is opened.
    #[derive(Clone, Default)]
    struct Gate(Arc<Mutex<(bool, Option<Waker>)>>);

    impl Gate {
        fn open(&self) {
            let mut state = self.0.lock().unwrap();
            state.0 = true;
            if let Some(waker) = state.1.take() {
                // Twice: wakers may be called too often.
                waker.wake_by_ref();
                waker.wake();
            }
        }

        fn wait(&self) -> impl Future<Output = ()> + use<> {
            let gate = self.0.clone();
            poll_fn(move |cx| {
                let mut state = gate.lock().unwrap();
                state.1 = Some(cx.waker().clone());
                if state.0 { Poll::Ready(()) } else { Poll::Pending }
            })
        }
    }

    #[test]
    fn calls_are_answered_when_they_are_done_not_when_they_came() {
        let (mut executor, gate) = (Executor::default(), Gate::default());
        let slow = gate.wait();
        executor.start(
            1,
            Box::pin(async move {
                slow.await;
                b"slow".to_vec()
            }),
        );
        executor.start(2, Box::pin(ready(b"fast".to_vec())));

        assert_eq!(executor.run(), [(2, b"fast".to_vec())]);
        assert_eq!(executor.run(), []);
        gate.open();
        assert_eq!(executor.run(), [(1, b"slow".to_vec())]);
        assert!(executor.tasks.is_empty() && executor.calls.is_empty());
    }

    #[test]
    fn a_call_waits_for_what_it_spawned_and_for_what_that_spawned() {
        let (mut executor, gate) = (Executor::default(), Gate::default());
        let (spawner, inner, wait) = (executor.spawner(), executor.spawner(), gate.wait());
        executor.start(
            7,
            Box::pin(async move {
                let task = Box::pin(async move { inner.spawn(Box::pin(wait)).unwrap() });
                spawner.spawn(task).unwrap();
                b"answer".to_vec()
            }),
        );
        executor.start(8, Box::pin(ready(b"other".to_vec())));

        assert_eq!(executor.run(), [(8, b"other".to_vec())], "no other call waits");
        gate.open();
        assert_eq!(executor.run(), [(7, b"answer".to_vec())]);
    }

    #[test]
    fn background_work_is_bounded_and_its_end_makes_room() {
        let spawner = Spawner::default();
        for _ in 0..MAX_BACKGROUND_TASKS {
            spawner.spawn(Box::pin(pending())).unwrap();
        }
        assert_eq!(spawner.spawn(Box::pin(ready(()))), Err(SpawnError::Full { limit: MAX_BACKGROUND_TASKS }));

        drop(spawner.take());
        assert_eq!(spawner.spawn(Box::pin(ready(()))), Ok(()));
    }
}
