//! The core of botpress-sdk: definition, schema dialect, traits, context and dispatch.

pub mod definition;
pub mod schema;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
