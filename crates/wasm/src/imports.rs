//! What a module asks of whoever runs it.

use botpress_client::{MaybeSend, MaybeSync};

/// The imports of the module, as a trait so that what stands on them is tested natively.
pub(crate) trait Imports: MaybeSend + MaybeSync + 'static {
    /// Starts the operation `op`; its answer comes later.
    fn host_call(&self, op: u32, frame: &[u8]);

    /// Nobody waits for the operation `op` any more.
    fn cancel(&self, op: u32);

    /// Answers the call `call`.
    fn respond(&self, call: u32, frame: &[u8]);

    /// Writes a record of the log.
    fn log(&self, frame: &[u8]);
}

#[cfg(test)]
pub(crate) mod recorded {
    use std::sync::Mutex;

    use bytes::Bytes;
    use serde_json::Value;

    use super::Imports;
    use crate::frame;

    /// Imports that remember how they were called.
    #[derive(Default)]
    pub(crate) struct Recorded(Mutex<Vec<Import>>);

    #[derive(Debug, Clone, PartialEq)]
    pub(crate) enum Import {
        HostCall(u32, Value, Bytes),
        Cancel(u32),
        Respond(u32, Value, Bytes),
        Log(Value),
    }

    impl Recorded {
        /// What was called since this was last asked.
        pub(crate) fn take(&self) -> Vec<Import> {
            std::mem::take(&mut self.0.lock().unwrap())
        }

        fn push(&self, import: Import) {
            self.0.lock().unwrap().push(import);
        }
    }

    impl Imports for Recorded {
        fn host_call(&self, op: u32, frame: &[u8]) {
            let (head, body) = read(frame);
            self.push(Import::HostCall(op, head, body));
        }

        fn cancel(&self, op: u32) {
            self.push(Import::Cancel(op));
        }

        fn respond(&self, call: u32, frame: &[u8]) {
            let (head, body) = read(frame);
            self.push(Import::Respond(call, head, body));
        }

        fn log(&self, frame: &[u8]) {
            self.push(Import::Log(read(frame).0));
        }
    }

    fn read(bytes: &[u8]) -> (Value, Bytes) {
        frame::decode(Bytes::copy_from_slice(bytes)).unwrap()
    }
}
