//! The integration between a simulated Slack workspace and local Botpress, over real sockets.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a helper of a test may fail like the test itself")]

mod browser;
mod conversation;
mod processes;
#[path = "../support/proxy.rs"]
mod proxy;
mod secrets;
mod setup;
#[cfg(feature = "vrl")]
mod shared;
mod sockets;
#[path = "../../src/demo/stage.rs"]
#[allow(dead_code, reason = "the demonstration also tells where everything is")]
mod stage;
mod support;
mod writing;
