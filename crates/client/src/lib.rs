//! A client for the Botpress API that owns no socket, clock or task: it reaches the world through a [`Host`].

mod body;
mod host;
mod maybe_send;

pub use body::{Body, BodyError, BodyStream};
pub use host::{
    Host, HttpError, Issue, IssueCategory, IssueValue, LogLevel, LogLine, LogRecord, LogScope, SpawnError, Visibility,
};
pub use maybe_send::{BoxFuture, BoxStream, MaybeSend, MaybeSync};
