//! Local Botpress over real sockets, with a small integration and a plain client.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

mod access;
mod admin;
mod bots;
mod conversation;
mod crash;
mod crowd;
mod files;
mod imports;
mod installing;
#[cfg(not(feature = "vrl"))]
mod no_scripts;
mod objects;
mod page;
mod payloads;
mod routing;
mod schedule;
#[cfg(feature = "vrl")]
mod scripts;
mod search;
mod states;
mod storage;
mod support;
mod tenancy;
mod updates;
mod webhooks;
mod workflows;
