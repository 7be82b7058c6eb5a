//! The workspace from outside: people act through the handle, an app calls the Web API and hears events, over sockets.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a helper of a test may fail like the test itself")]

mod conversations;
mod delivery;
mod events;
mod failures;
mod files;
mod interactivity;
mod manifests;
mod messages;
mod oauth;
mod page;
mod sockets;
mod support;
mod threads;
mod users;
mod views;
