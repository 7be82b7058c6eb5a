//! Accounts that are connected and stay so: against a provider on a real socket, whose refresh tokens are good for once.
#![allow(clippy::unwrap_used, reason = "a helper of tests fails the test")]

mod pages;
mod provider;
#[path = "../work/support.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod support;
mod tokens;
