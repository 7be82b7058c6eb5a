//! What an integration names again and again: `use botpress_sdk::prelude::*;`.
//!
//! Traits that are only called through are here without their names, so that a type may be called `Event` or `State`.

pub use botpress_core::{
    Action as _, CatchAll, Channel as _, Configuration as _, Context, ConversationUpdate, CreateConversation,
    CreateUser, Declares, Deliver, Entity as _, Env, Error, Event as _, Handle, Integration as _, Interface as _,
    Lifecycle, Member as _, MessageUpdate, Messages as _, Nullable, Outgoing, Patch, Result, Routes, Schema, Secret,
    Secrets as _, State as _, Tags as _, Update, WebhookRequest, WebhookResponse, messages,
};
#[cfg(feature = "derive")]
pub use botpress_derive::{
    Action, Channel, Configuration, Entity, Event, Integration, Interface, Messages, Schema, Secrets, State, Tags,
};
