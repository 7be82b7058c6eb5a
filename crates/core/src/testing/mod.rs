//! What a test of an integration needs: a context for one handler, and a whole integration in process.
//!
//! Both run on a [`Recorder`], a host that opens no socket: below it nothing is real, above it everything is, headers, retries
//! and errors included. It keeps what was sent, answers the Botpress API as far as a handler needs, and holds the clock.

mod harness;
mod recorder;
mod replies;

pub use harness::{Harness, TestCall, TestResponse};
pub use recorder::{Recorder, SentRequest};
