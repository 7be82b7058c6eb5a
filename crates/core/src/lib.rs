//! The core of botpress-sdk: definition, schema dialect, traits, context and dispatch.
//!
//! People depend on `botpress-sdk`, which re-exports this crate.

#[path = "private.rs"]
#[doc(hidden)]
pub mod __private;
mod configuration;
pub mod context;
mod decode;
pub mod definition;
pub mod dispatch;
mod env;
mod error;
mod hex;
mod integration;
pub mod interface;
mod logger;
mod member;
mod memory;
pub mod messages;
#[cfg(feature = "oauth")]
pub mod oauth;
pub mod once;
pub mod operation;
mod runtime;
pub mod schema;
pub mod signature;
pub mod tags;
#[cfg(feature = "testing")]
pub mod testing;
mod webhook;

pub use botpress_api::{self as api, Patch};
pub use botpress_client::{
    self as client, BoxFuture, Host, Issue, IssueCategory, IssueValue, LogLevel, MaybeSend, MaybeSync, SpawnError,
    Visibility,
};
pub use configuration::{Configuration, MissingSecrets, Secrets};
pub use context::Context;
pub use env::Env;
pub use error::{Error, Result};
pub use integration::{
    CatchAll, ConversationUpdate, CreateConversation, CreateUser, Declares, Deliver, Handle, Integration, Lifecycle,
    MessageUpdate, Outgoing, Update,
};
pub use interface::{Implements, Interface};
pub use logger::{LOG_TARGET, Logger};
pub use member::{Action, Channel, Entity, Event, Member, Messages, PayloadError, State, scope};
pub use runtime::Runtime;
pub use schema::{Nullable, Schema, Secret};
pub use tags::{TagKey, Tags};
pub use webhook::{PathParams, Routes, WebhookRequest, WebhookResponse};
