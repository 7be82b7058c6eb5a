//! The bot that says what it is told.

use async_trait::async_trait;
use botpress_api::types::Message;
use serde_json::json;

use super::{Bot, BotContext, BotResult, Handling};

/// Answers texts with the same text, and images with the same image. Ignores all else.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct EchoBot {
    prefix: String,
}

impl EchoBot {
    /// A bot that repeats.
    pub fn new() -> Self {
        Self::default()
    }

    /// What its texts begin with; nothing by default.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }
}

#[async_trait]
impl Bot for EchoBot {
    async fn on_message(&self, cx: &BotContext, message: &Message) -> BotResult {
        match (message.kind.as_str(), message.payload["text"].as_str(), message.payload["imageUrl"].as_str()) {
            ("text", Some(text), _) => {
                cx.say(format!("{}{text}", self.prefix)).await?;
            }
            ("image", _, Some(url)) => {
                cx.send("image", json!({ "imageUrl": url })).await?;
            }
            _ => return Ok(Handling::Ignored),
        }
        Ok(Handling::Processed)
    }
}
