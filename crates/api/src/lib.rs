//! The Botpress API on the wire.
//!
//! One [`Endpoint`] per operation, in a module of its own under [`endpoint`], with its method, path, request and response.
//! The same types encode a call on the client's side and decode it on the server's side, so the two cannot drift apart.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod endpoint;

pub use endpoint::{DecodeError, EncodedRequest, Endpoint};
