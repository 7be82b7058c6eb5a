//! `proactive-conversation`: a bot begins a conversation by itself.
//!
//! Bots call it when they have something to say before anybody has written to them. The entity is what a conversation is found or
//! made from in the other system: a channel's id, a phone number, a ticket.
//!
//! ```
//! use botpress_sdk::interfaces::ProactiveConversation;
//! use botpress_sdk::interfaces::proactive_conversation::{ConversationOutput, GetOrCreateConversation};
//! use botpress_sdk::prelude::*;
//! use serde::Deserialize;
//!
//! #[derive(Integration)]
//! #[integration(
//!     name = "sms", version = "0.1.0", entities(Phone),
//!     interfaces(ProactiveConversation<Phone>(GetOrCreateConversation as "startConversation")),
//! )]
//! struct Sms;
//!
//! /// Somebody with a phone.
//! #[derive(Entity, Schema, Deserialize)]
//! struct Phone {
//!     number: String,
//! }
//!
//! impl Handle<GetOrCreateConversation<Phone>> for Sms {
//!     async fn handle(&self, _: &Context<Self>, input: GetOrCreateConversation<Phone>) -> Result<ConversationOutput> {
//!         Ok(ConversationOutput::new(format!("conv_{}", input.conversation.number)))
//!     }
//! }
//!
//! impl Lifecycle for Sms {}
//!
//! let definition = Sms::definition()?;
//! let statement = &definition.interfaces["proactive-conversation<phone>"];
//! assert_eq!(statement.actions["getOrCreateConversation"].name, "startConversation");
//! # Ok::<_, botpress_sdk::definition::DefinitionErrors>(())
//! ```

use std::marker::PhantomData;

use botpress_derive::{Action, Entity, Interface, Schema};
use serde::{Deserialize, Serialize};

use crate::api::id::ConversationId;

/// A bot begins a conversation by itself; `E` is what the conversation is made from.
#[derive(Debug, Interface)]
#[botpress(crate = crate)]
#[interface(
    name = "proactive-conversation",
    version = "0.0.4",
    entities(Conversation as E),
    actions(GetOrCreateConversation<E>)
)]
pub struct ProactiveConversation<E>(PhantomData<E>);

/// What a conversation is made from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Schema, Entity)]
#[botpress(crate = crate, title = "Conversation")]
#[entity(title = "Conversation")]
#[non_exhaustive]
pub struct Conversation {}

/// Find a conversation, or begin one.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema, Action)]
#[botpress(crate = crate)]
#[action(title = "Get or Create a Conversation", output = ConversationOutput)]
#[non_exhaustive]
pub struct GetOrCreateConversation<E> {
    /// What the conversation is made from.
    #[botpress(title = "Conversation")]
    pub conversation: E,
}

/// The conversation that was found or begun.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ConversationOutput {
    /// The conversation.
    #[botpress(title = "Conversation ID", schema_as = String)]
    pub conversation_id: ConversationId,
}

impl ConversationOutput {
    /// This conversation.
    pub fn new(conversation_id: impl Into<ConversationId>) -> Self {
        Self { conversation_id: conversation_id.into() }
    }
}
