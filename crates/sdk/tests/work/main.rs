//! Work after the answer: what is delivered twice, at once, to two processes, and to some that are killed.
//!
//! Processes are integrations on hosts of their own, in front of one local Botpress. Time stands still until a test lets it pass.
#![allow(clippy::unwrap_used, reason = "a helper of tests fails the test")]

mod delivery;
mod once;
mod states;
mod support;
