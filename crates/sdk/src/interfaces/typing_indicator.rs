//! `typing-indicator`: people see that the bot is writing.
//!
//! A bot starts the indicator when it begins to work on a message, and stops it when the answer is on its way. Nobody calls it by
//! hand: the Studio does not offer its actions.
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

use std::time::Duration;

use botpress_derive::{Action, Interface, Schema};
use serde::{Deserialize, Deserializer, de::Error as _};

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
    #[serde(default, deserialize_with = "milliseconds")]
    #[botpress(title = "Typing Indicator Timeout", schema_as = Option<f64>)]
    pub timeout: Option<Duration>,
}

fn milliseconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let milliseconds = f64::deserialize(deserializer)?;
    Duration::try_from_secs_f64(milliseconds / 1000.0).map(Some).map_err(D::Error::custom)
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
