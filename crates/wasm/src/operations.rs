//! Operations of the host: started by a future, answered later, cancelled when the future is dropped.

use std::{
    collections::HashMap,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use bytes::Bytes;

use crate::imports::Imports;

/// The operations that the module waits for.
pub(crate) struct Operations {
    imports: Arc<dyn Imports>,
    pending: Mutex<Pending>,
}

#[derive(Default)]
struct Pending {
    last: u32,
    operations: HashMap<u32, State>,
}

enum State {
    Waiting(Option<Waker>),
    Answered(Bytes),
}

impl Operations {
    pub(crate) fn new(imports: Arc<dyn Imports>) -> Arc<Self> {
        Arc::new(Self { imports, pending: Mutex::default() })
    }

    /// Starts the operation that `frame` describes; resolves to the frame that answers it.
    pub(crate) fn start(self: &Arc<Self>, frame: &[u8]) -> Operation {
        let id = {
            let mut pending = self.pending();
            pending.last = pending.last.wrapping_add(1);
            let id = pending.last;
            pending.operations.insert(id, State::Waiting(None));
            id
        };
        self.imports.host_call(id, frame);
        Operation { id, operations: self.clone() }
    }

    /// Hands in the answer to an operation; does nothing when nobody waits for it any more.
    pub(crate) fn resolve(&self, id: u32, answer: Bytes) {
        let before = match self.pending().operations.get_mut(&id) {
            Some(state) => std::mem::replace(state, State::Answered(answer)),
            None => return,
        };
        if let State::Waiting(Some(waker)) = before {
            waker.wake();
        }
    }

    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One operation under way.
#[must_use = "an operation is cancelled when it is dropped"]
pub(crate) struct Operation {
    id: u32,
    operations: Arc<Operations>,
}

impl Future for Operation {
    type Output = Bytes;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Bytes> {
        let mut pending = self.operations.pending();
        match pending.operations.remove(&self.id) {
            Some(State::Answered(answer)) => Poll::Ready(answer),
            _ => {
                pending.operations.insert(self.id, State::Waiting(Some(cx.waker().clone())));
                Poll::Pending
            }
        }
    }
}

impl Drop for Operation {
    fn drop(&mut self) {
        let state = self.operations.pending().operations.remove(&self.id);
        if matches!(state, Some(State::Waiting(_))) {
            self.operations.imports.cancel(self.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        frame,
        imports::recorded::{Import, Recorded},
    };

    fn operations() -> (Arc<Recorded>, Arc<Operations>) {
        let imports = Arc::new(Recorded::default());
        (imports.clone(), Operations::new(imports))
    }

    fn poll(operation: &mut Operation) -> Poll<Bytes> {
        Pin::new(operation).poll(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn answers_reach_their_operations_whatever_their_order() {
        let (_, operations) = operations();
        let frame = frame::encode(&json!({}), b"");
        let (mut first, mut second) = (operations.start(&frame), operations.start(&frame));
        assert_eq!(poll(&mut first), Poll::Pending);

        operations.resolve(second.id, "2".into());
        operations.resolve(first.id, "1".into());
        assert_eq!((poll(&mut first), poll(&mut second)), (Poll::Ready("1".into()), Poll::Ready("2".into())));
    }

    #[test]
    fn a_dropped_operation_is_cancelled_and_its_answer_ignored() {
        let (imports, operations) = operations();
        let operation = operations.start(&frame::encode(&json!({}), b""));
        imports.take();

        let id = operation.id;
        drop(operation);
        assert_eq!(imports.take(), [Import::Cancel(id)]);
        operations.resolve(id, "late".into());
        assert!(operations.pending().operations.is_empty());
    }

    #[test]
    fn an_answered_operation_is_not_cancelled() {
        let (imports, operations) = operations();
        let frame = frame::encode(&json!({}), b"");
        let (mut read, unread) = (operations.start(&frame), operations.start(&frame));
        imports.take();
        operations.resolve(read.id, Bytes::new());
        operations.resolve(unread.id, Bytes::new());
        assert!(poll(&mut read).is_ready());

        drop((read, unread));
        assert_eq!(imports.take(), []);
    }
}
