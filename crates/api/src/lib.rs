//! The Botpress API on the wire.
//!
//! One [`Endpoint`] per operation, in a module of its own under [`endpoint`], with its method, path, request and
//! response; those of the admin API are under [`endpoint::admin`]. The same types encode a call on the client's side and
//! decode it on the server's side, so the two cannot drift apart.
//!
//! - [`types`]: conversations, users, messages, events, states, files, and what the admin API knows, as the API writes
//!   them.
//! - [`id`]: one type per kind of identifier.
//! - [`ApiError`]: what the API answers when it refuses.
//! - [`operation`]: what the platform asks of an integration.
//! - [`signature`]: how the platform signs that.
//! - [`definition`]: the bodies that create and update an integration and a bot.
//!
//! Nothing here opens a socket, reads a clock or draws a random number: times and random bytes are arguments.
#![cfg_attr(docsrs, feature(doc_cfg))]

#[macro_use]
mod macros;

pub mod definition;
pub mod endpoint;
pub mod error;
pub mod id;
pub mod operation;
pub mod signature;
pub mod types;

mod patch;
mod query;
mod timestamp;

pub use definition::bot::{CreateBotBody, UpdateBotBody};
pub use definition::{CreateIntegrationBody, UpdateIntegrationBody};
pub use endpoint::{DecodeError, EncodedRequest, Endpoint, Paginated};
pub use error::{ApiError, ErrorKind};
pub use patch::Patch;
pub use signature::{SignatureError, SigningSecret};
pub use timestamp::{iso8601, parse_iso8601};
pub use types::{Object, TagPatch, Tags};
