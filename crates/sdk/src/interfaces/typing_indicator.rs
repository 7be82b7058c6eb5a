//! `typing-indicator`: people see that the bot is writing.
//!
//! Botpress itself calls it: it starts the indicator when a bot begins to work on a message and stops it when the answer is on its
//! way. Without it a conversation is silent until the bot has answered.
//!
//! ```
//! use botpress_sdk::interfaces::TypingIndicator;
//! use botpress_sdk::interfaces::typing_indicator::{StartTypingIndicator, StopTypingIndicator};
//! use botpress_sdk::prelude::*;
//!
//! #[derive(Integration)]
//! #[integration(name = "chat", version = "0.1.0", interfaces(TypingIndicator))]
//! struct Chat;
//!
//! impl Handle<StartTypingIndicator> for Chat {
//!     async fn handle(&self, cx: &Context<Self>, input: StartTypingIndicator) -> Result<()> {
//!         cx.logger().info(format!("writing in {}", input.conversation_id));
//!         Ok(())
//!     }
//! }
//!
//! impl Handle<StopTypingIndicator> for Chat {
//!     async fn handle(&self, _: &Context<Self>, _: StopTypingIndicator) -> Result<()> {
//!         Ok(())
//!     }
//! }
//!
//! impl Lifecycle for Chat {}
//!
//! let definition = Chat::definition()?;
//! assert!(definition.actions.keys().eq(["startTypingIndicator", "stopTypingIndicator"]));
//! assert_eq!(definition.interfaces["typing-indicator"].version, "0.0.4");
//! # Ok::<_, botpress_sdk::definition::DefinitionErrors>(())
//! ```

use botpress_derive::{Action, Interface, Schema};
use serde::Deserialize;

use crate::api::id::{ConversationId, MessageId};

/// People see that the bot is writing.
#[derive(Debug, Interface)]
#[botpress(crate = crate)]
#[interface(name = "typing-indicator", version = "0.0.4", actions(StartTypingIndicator, StopTypingIndicator))]
pub struct TypingIndicator;

/// The bot has begun to write.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema, Action)]
#[botpress(crate = crate)]
#[action(hidden_in_studio)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StartTypingIndicator {
    /// The conversation in which the bot writes.
    #[botpress(title = "Conversation ID", schema_as = String)]
    pub conversation_id: ConversationId,
    /// The message that the bot answers.
    #[botpress(title = "Message ID", schema_as = String)]
    pub message_id: MessageId,
    /// After how many milliseconds the indicator ends by itself.
    #[botpress(title = "Typing Indicator Timeout")]
    pub timeout: Option<f64>,
}

/// The bot has stopped writing.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema, Action)]
#[botpress(crate = crate)]
#[action(hidden_in_studio)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StopTypingIndicator {
    /// The conversation in which the bot wrote.
    #[botpress(title = "Conversation ID", schema_as = String)]
    pub conversation_id: ConversationId,
    /// The message that the bot answers.
    #[botpress(title = "Message ID", schema_as = String)]
    pub message_id: MessageId,
}
