//! What an integration is made of: actions, events, states, channels, messages, entities.
//!
//! The derives implement these traits; each can be written by hand.

use indexmap::IndexMap;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    MaybeSend, MaybeSync,
    definition::{ActionDefinition, ChannelDefinition, EntityDefinition, EventDefinition, StateDefinition, StateScope},
    tags::Tags,
};

/// A type with a name on the wire.
///
/// The derives take the type's identifier in lowerCamelCase, or `name = ".."`. An integration may declare it under another
/// name: what counts is [`Declares::NAME`](crate::Declares::NAME).
pub trait Member: Sized + MaybeSend + 'static {
    /// The name on the wire.
    const NAME: &'static str;
}

/// An action: its type is the input.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an action",
    label = "not an action",
    note = "derive it on the type of the input: `#[derive(Action, Schema, Deserialize)]` above `struct {Self}`"
)]
pub trait Action: Member + DeserializeOwned {
    /// The name, where only this trait may be named: so the compiler says what the type is not, and says it once.
    #[doc(hidden)]
    const MEMBER: &'static str = <Self as Member>::NAME;

    /// What a call answers.
    type Output: Serialize + MaybeSend;

    /// Title, description and the schemas of input and output.
    fn definition() -> ActionDefinition;
}

/// An event: its type is the payload.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "not an event",
    note = "derive it on the type of the payload: `#[derive(Event, Schema, Serialize)]` above `struct {Self}`"
)]
pub trait Event: Member + Serialize + MaybeSync {
    /// The name, where only this trait may be named: so the compiler says what the type is not, and says it once.
    #[doc(hidden)]
    const MEMBER: &'static str = <Self as Member>::NAME;

    /// Title, description and the schema of the payload.
    fn definition() -> EventDefinition;
}

/// A state: its type is the payload, kept by Botpress for the integration, a conversation or a user.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a state",
    label = "not a state",
    note = "derive it on the type of the payload: `#[derive(State, Schema, Serialize, Deserialize)]` and `#[state(integration)]` above `struct {Self}`"
)]
pub trait State: Member + Serialize + DeserializeOwned + MaybeSync {
    /// The name, where only this trait may be named: so the compiler says what the type is not, and says it once.
    #[doc(hidden)]
    const MEMBER: &'static str = <Self as Member>::NAME;

    /// What owns it: [`scope::Integration`], [`scope::Conversation`] or [`scope::User`].
    type Scope: scope::Scope;

    /// What owns it and the schema of the payload.
    fn definition() -> StateDefinition;
}

/// What owns a [`State`], as types.
pub mod scope {
    use super::StateScope;

    /// One of the three owners.
    pub trait Scope: sealed::Sealed + 'static {
        /// The owner as a value.
        const SCOPE: StateScope;
    }

    /// Owned by the integration's instance in the bot.
    #[derive(Debug, Clone, Copy)]
    pub enum Integration {}
    /// Owned by a conversation.
    #[derive(Debug, Clone, Copy)]
    pub enum Conversation {}
    /// Owned by a user.
    #[derive(Debug, Clone, Copy)]
    pub enum User {}

    impl Scope for Integration {
        const SCOPE: StateScope = StateScope::Integration;
    }
    impl Scope for Conversation {
        const SCOPE: StateScope = StateScope::Conversation;
    }
    impl Scope for User {
        const SCOPE: StateScope = StateScope::User;
    }

    mod sealed {
        pub trait Sealed {}
        impl Sealed for super::Integration {}
        impl Sealed for super::Conversation {}
        impl Sealed for super::User {}
    }
}

/// An entity: a thing of the other system that interfaces speak about.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an entity",
    label = "not an entity",
    note = "derive it: `#[derive(Entity, Schema)]` above `struct {Self}`"
)]
pub trait Entity: Member {
    /// The name, where only this trait may be named: so the compiler says what the type is not, and says it once.
    #[doc(hidden)]
    const MEMBER: &'static str = <Self as Member>::NAME;

    /// Title, description and schema.
    fn definition() -> EntityDefinition;
}

/// A channel: a kind of conversation, with its messages and tags.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a channel",
    label = "not a channel",
    note = "derive it: `#[derive(Channel)]` and `#[channel(messages = ..)]` above `struct {Self};`"
)]
pub trait Channel: Member {
    /// The name, where only this trait may be named: so the compiler says what the type is not, and says it once.
    #[doc(hidden)]
    const MEMBER: &'static str = <Self as Member>::NAME;

    /// The messages it carries: an enum with a variant per type.
    type Messages: Messages;
    /// The tags of its messages; `()` for none.
    type MessageTags: Tags;
    /// The tags of its conversations; `()` for none.
    type ConversationTags: Tags;

    /// Title, description, schemas and tags.
    fn definition() -> ChannelDefinition;
}

/// The messages of a channel: an enum with a variant per message type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a set of messages",
    label = "not a set of messages",
    note = "derive it on an enum with a variant per message type: `#[derive(Messages)] enum {Self} {{ Text(messages::Text) }}`"
)]
pub trait Messages: Sized + MaybeSend + MaybeSync + 'static {
    /// The schema of each message type, by its name on the wire.
    fn schemas() -> IndexMap<String, Value>;

    /// The message of type `kind`; `None` when there is no such type.
    ///
    /// # Errors
    ///
    /// When the payload does not have the shape of its type; the error names the path.
    fn decode(kind: &str, payload: Value) -> Option<Result<Self, PayloadError>>;

    /// The name of its type on the wire, and the payload.
    ///
    /// # Errors
    ///
    /// When the payload cannot be written as JSON.
    fn encode(&self) -> Result<(&'static str, Value), serde_json::Error>;
}

/// A payload that does not have the shape of its declared type: where, and what is wrong there, without the value.
pub use botpress_client::JsonError as PayloadError;
