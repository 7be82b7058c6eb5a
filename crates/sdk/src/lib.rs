#![doc = include_str!("../README.md")]

#[cfg(feature = "interfaces")]
pub mod interfaces;
pub mod prelude;

pub use botpress_core::*;
#[cfg(feature = "derive")]
pub use botpress_derive::{
    Action, Channel, Configuration, Entity, Event, Integration, Interface, Messages, Schema, Secrets, State, Tags,
};
#[cfg(all(feature = "server", not(target_arch = "wasm32")))]
pub use botpress_server::{self as server, Cli, NativeHost, Server, run};
#[cfg(feature = "wasm")]
pub use botpress_wasm::export;
pub use http;
