//! A client for the Botpress API that owns no socket, clock or task: it reaches the world through a [`Host`].
//!
//! - [`Client`] sends the endpoints of `botpress-api`: with the token, retries and a time limit.
//! - [`List`] walks through a list, page by page; [`Client::upload_file`] uploads a file.
//! - [`Http`] is for calls to anything but Botpress.

mod body;
mod client;
mod decode;
mod error;
mod files;
mod host;
mod list;
mod log_json;
mod maybe_send;
mod options;
mod retry;
mod timeout;
mod web;

pub use body::{Body, BodyError, BodyStream};
pub use client::Client;
pub use decode::JsonError;
pub use error::Error;
pub use files::{FileContent, UploadError};
pub use host::{
    Host, HttpError, Issue, IssueCategory, IssueValue, LogLevel, LogLine, LogRecord, LogScope, SpawnError, Visibility,
};
pub use list::List;
pub use maybe_send::{BoxFuture, BoxStream, MaybeSend, MaybeSync};
pub use options::{ClientOptions, TRACE_HEADERS, Token};
pub use retry::RetryPolicy;
pub use timeout::within;
pub use web::{Http, HttpFailure, HttpRequest, HttpResponse, RequestError};
