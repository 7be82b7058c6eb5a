//! Local Botpress over real sockets, with a small integration and a plain client.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

mod access;
mod conversation;
mod installing;
mod objects;
mod states;
mod storage;
mod support;
mod webhooks;
