//! What the official integrations declare through interfaces, declared in Rust and compared with their recorded bodies.
//!
//! The recordings stand beside the checkout, or where `BOTPRESS_GOLDEN` says; without them the tests say so and pass.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]
#![allow(clippy::print_stdout, reason = "what was skipped is part of the result")]

mod compare;
mod slack;
