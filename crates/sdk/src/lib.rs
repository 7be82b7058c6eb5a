//! Write Botpress integrations in Rust.

pub mod prelude;

pub use botpress_core::*;
pub use botpress_derive::{
    Action, Channel, Configuration, Entity, Event, Integration, Messages, Schema, Secrets, State, Tags,
};
