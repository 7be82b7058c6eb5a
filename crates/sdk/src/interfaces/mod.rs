//! The interfaces of Botpress, ready to implement.
//!
//! A bot, or a plugin, that knows an interface can use every integration that implements it: it asks for "a conversation with this
//! person" without knowing whether that is Slack or a telephone. An integration names an interface in `interfaces(..)`. With that it
//! declares the interface's members, and the compiler asks for their handlers:
//!
//! ```
//! use botpress_sdk::interfaces::{Listable, ProactiveConversation, TypingIndicator};
//! use botpress_sdk::interfaces::{listable::List, proactive_conversation::GetOrCreateConversation};
//! # use botpress_sdk::interfaces::{listable::ListOutput, proactive_conversation::ConversationOutput};
//! # use botpress_sdk::interfaces::typing_indicator::{StartTypingIndicator, StopTypingIndicator};
//! use botpress_sdk::prelude::*;
//! # use serde::{Deserialize, Serialize};
//!
//! #[derive(Integration)]
//! #[integration(
//!     name = "tracker", version = "0.1.0",
//!     entities(Issue, Discussion),
//!     interfaces(
//!         TypingIndicator,
//!         Listable<Issue>(List as "issueList"),
//!         ProactiveConversation<Discussion>(GetOrCreateConversation as "discussIssue"),
//!     ),
//! )]
//! struct Tracker;
//! # #[derive(Entity, Schema, Serialize)]
//! # struct Issue { id: String }
//! # #[derive(Entity, Schema, Deserialize)]
//! # struct Discussion { issue: String }
//! # impl Handle<StartTypingIndicator> for Tracker {
//! #     async fn handle(&self, _: &Context<Self>, _: StartTypingIndicator) -> Result<()> { Ok(()) }
//! # }
//! # impl Handle<StopTypingIndicator> for Tracker {
//! #     async fn handle(&self, _: &Context<Self>, _: StopTypingIndicator) -> Result<()> { Ok(()) }
//! # }
//! # impl Handle<List<Issue>> for Tracker {
//! #     async fn handle(&self, _: &Context<Self>, _: List<Issue>) -> Result<ListOutput<Issue>> { Ok(ListOutput::new([])) }
//! # }
//! # impl Handle<GetOrCreateConversation<Discussion>> for Tracker {
//! #     async fn handle(&self, _: &Context<Self>, input: GetOrCreateConversation<Discussion>) -> Result<ConversationOutput> {
//! #         Ok(ConversationOutput::new(input.conversation.issue))
//! #     }
//! # }
//! # impl Lifecycle for Tracker {}
//! # Tracker::definition().unwrap();
//! ```
//!
//! Other names, other texts, and members of the integration's own in place of the interface's are described at the derive
//! [`Integration`](derive@crate::Integration#interfaces); how to declare an interface, at [`Interface`](derive@crate::Interface).
//!
//! | interface | what a bot can do with it |
//! |---|---|
//! | [`TypingIndicator`] | show that it is writing |
//! | [`ProactiveConversation`], [`ProactiveUser`] | begin a conversation, make somebody known |
//! | [`MessageState`] | hear what has become of its messages |
//! | [`Hitl`] | hand a conversation to people and take it back |
//! | [`Creatable`], [`Readable`], [`Updatable`], [`Deletable`], [`Listable`] | work with items of the other system |
//! | [`FilesReadonly`] | look through files of the other system and copy them |
//! | [`Llm`], [`SpeechToText`], [`TextToImage`] | ask models |
//!
//! Names, types and versions are those of the platform's hub (protocol §3.3), which [`Resolved::look_up_interfaces`] asks for the ids
//! when an integration is deployed.
//!
//! [`Resolved::look_up_interfaces`]: crate::definition::Resolved::look_up_interfaces

mod constant;
pub mod creatable;
pub mod deletable;
pub mod files_readonly;
pub mod hitl;
pub mod item;
pub mod listable;
pub mod llm;
pub mod message_state;
pub mod proactive_conversation;
pub mod proactive_user;
pub mod readable;
pub mod speech_to_text;
pub mod text_to_image;
pub mod typing_indicator;
pub mod updatable;

pub use creatable::Creatable;
pub use deletable::Deletable;
pub use files_readonly::FilesReadonly;
pub use hitl::Hitl;
pub use listable::Listable;
pub use llm::Llm;
pub use message_state::MessageState;
pub use proactive_conversation::ProactiveConversation;
pub use proactive_user::ProactiveUser;
pub use readable::Readable;
pub use speech_to_text::SpeechToText;
pub use text_to_image::TextToImage;
pub use typing_indicator::TypingIndicator;
pub use updatable::Updatable;
