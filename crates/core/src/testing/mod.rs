//! What a test of an integration needs: a context for one handler, and a whole integration in process.
//!
//! [`Context::for_test`](crate::Context::for_test) and [`Harness`] both run on a [`Recorder`], a host that opens no socket: below it
//! nothing is real, above it everything is, headers, retries and errors included. It keeps what was sent, answers the Botpress API as
//! far as a handler needs, and holds the clock.

mod context;
mod harness;
mod recorder;
mod replies;

pub use harness::{Harness, TestCall, TestResponse};
pub use recorder::{Recorder, SentRequest};

// Who is called in a test.
const BOT_ID: &str = "bot_1";
const BOT_USER_ID: &str = "user_bot";
const INTEGRATION_ID: &str = "intver_1";
const ALIAS: &str = "test";
/// The id in the webhook's URL in a test: what the `state` of an OAuth round trip must be.
pub const WEBHOOK_ID: &str = "webhook_1";
