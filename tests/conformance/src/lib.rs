//! The integration whose behaviour was recorded from the official SDK, written with this one.
//!
//! It exists to be compared: `cargo test -p conformance` replays recordings against it, and `cargo run -p conformance -- serve`
//! serves it for others to do so. What it declares and does is therefore not up to us, down to the lines it prints.

mod behaviour;
mod call_api;
mod members;
mod print;
mod variants;

pub use variants::{Bare, Full, Unknown};
