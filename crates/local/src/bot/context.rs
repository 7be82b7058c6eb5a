//! What a bot can do.

use std::fmt;
use std::sync::Arc;

use botpress_api::endpoint::{call_action, create_event, create_message, update_message};
use botpress_api::types::{Conversation, Event, Message, Tags, User};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::operations::{Call, events, integration, messages};
use crate::platform::{Actor, Platform};
use crate::recording::{Cause, because};

/// The surroundings of one message or event, and the bot's hands. Cheap to clone.
#[derive(Clone)]
pub struct BotContext {
    platform: Arc<Platform>,
    conversation: Option<Conversation>,
    user: Option<User>,
    /// What it does is because of that, on whichever task it does it.
    cause: Cause,
}

/// What the bot asked for was refused, or failed.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BotError(String);

impl From<Failure> for BotError {
    fn from(failure: Failure) -> Self {
        Self(failure.to_string())
    }
}

impl BotContext {
    pub(crate) fn new(
        platform: Arc<Platform>,
        conversation: Option<Conversation>,
        user: Option<User>,
        cause: Cause,
    ) -> Self {
        Self { platform, conversation, user, cause }
    }

    /// The bot's id.
    #[must_use]
    pub fn bot_id(&self) -> &str {
        &self.platform.bot.id
    }

    /// The conversation, unless an event belongs to none. Its tags have the integration's alias in front: `slack:id`.
    #[must_use]
    pub fn conversation(&self) -> Option<&Conversation> {
        self.conversation.as_ref()
    }

    /// Who wrote the message or caused the event, if anyone.
    #[must_use]
    pub fn user(&self) -> Option<&User> {
        self.user.as_ref()
    }

    /// Sends a text into the conversation.
    ///
    /// # Errors
    ///
    /// When there is no conversation, or its channel declares no texts.
    pub async fn say(&self, text: impl Into<String>) -> Result<Message, BotError> {
        self.send("text", json!({ "text": text.into() })).await
    }

    /// Sends a message into the conversation; its integration delivers it.
    ///
    /// # Errors
    ///
    /// When there is no conversation, or its channel does not declare the type.
    pub async fn send(&self, kind: impl Into<String>, payload: Value) -> Result<Message, BotError> {
        let conversation = self.conversation.as_ref().ok_or_else(|| BotError("there is no conversation".to_owned()))?;
        self.send_to(conversation.id.as_str(), kind, payload).await
    }

    /// Sends a message into any conversation of the bot.
    ///
    /// # Errors
    ///
    /// When there is no such conversation, or its channel does not declare the type.
    pub async fn send_to(
        &self,
        conversation_id: &str,
        kind: impl Into<String>,
        payload: Value,
    ) -> Result<Message, BotError> {
        let bot = self.platform.bot.user_id.as_str();
        let request = create_message::Request::new(payload, bot, conversation_id, kind, Tags::new());
        Ok(because(self.cause, messages::create(self.call(), request)).await?.message)
    }

    /// Gives a message that the bot has sent other content; its integration is told, if it has asked for that.
    ///
    /// # Errors
    ///
    /// When there is no such message, or its type does not take the payload.
    pub async fn change(&self, message: &Message, payload: Value) -> Result<Message, BotError> {
        let request = update_message::Request::new(&message.id).payload(payload);
        Ok(because(self.cause, messages::update(self.call(), request)).await?.message)
    }

    /// Calls an action, `<alias>:<name>`, and gives its output.
    ///
    /// # Errors
    ///
    /// When the action is not declared, or the integration fails or refuses.
    pub async fn call_action(&self, action: impl Into<String>, input: Value) -> Result<Value, BotError> {
        let request = call_action::Request::new(action, input);
        Ok(because(self.cause, integration::call_action(self.call(), request)).await?.output)
    }

    /// Creates an event of the bot's own; it belongs to the conversation, if there is one.
    ///
    /// # Errors
    ///
    /// When the payload is no object, or too large.
    pub async fn emit(&self, kind: impl Into<String>, payload: Value) -> Result<Event, BotError> {
        let mut request = create_event::Request::new(kind, payload);
        request.conversation_id = self.conversation.as_ref().map(|conversation| conversation.id.clone());
        Ok(because(self.cause, events::create(self.call(), request)).await?.event)
    }

    fn call(&self) -> Call {
        Call::new(Arc::clone(&self.platform), Actor::Bot)
    }
}

impl fmt::Debug for BotContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BotContext")
            .field("conversation", &self.conversation.as_ref().map(|conversation| &conversation.id))
            .field("user", &self.user.as_ref().map(|user| &user.id))
            .finish_non_exhaustive()
    }
}
