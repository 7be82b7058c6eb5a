//! The native host of botpress-sdk: HTTP in and out, limits, graceful stop, and the command line of integrations.
//!
//! People depend on `botpress-sdk`, which re-exports this crate.

mod cli;
mod host;
mod scope;
mod server;
mod service;
mod signals;
mod trace;

pub use cli::{Cli, run};
pub use host::NativeHost;
pub use server::{BoundServer, Server, ServerError};
pub use service::{IntegrationService, ResponseBody};
