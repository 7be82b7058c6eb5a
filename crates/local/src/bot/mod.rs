//! The bot behind the integrations: what it does with messages and events.

mod context;
mod echo;
mod scripted;

use std::fmt;
use std::future::Future;

use async_trait::async_trait;
use botpress_api::types::{Event, Message};

pub use context::{BotContext, BotError};
pub use echo::EchoBot;
pub use scripted::{ScriptError, ScriptedBot};

/// A bot that runs inside local Botpress.
///
/// It is given the incoming messages and the events of a conversation one at a time, in their order; conversations do not
/// wait for each other. What it returns becomes the event's status: `processed`, `ignored`, or `failed` with the error as
/// reason. It answers through the context, and may take its time: whoever sent the message is not waiting.
#[async_trait]
pub trait Bot: Send + Sync + 'static {
    /// An integration created a message.
    async fn on_message(&self, cx: &BotContext, message: &Message) -> BotResult;

    /// An integration created an event; its type is `<alias>:<name>`. Ignored unless implemented.
    async fn on_event(&self, cx: &BotContext, event: &Event) -> BotResult {
        let _ = (cx, event);
        Ok(Handling::Ignored)
    }
}

/// What a bot did, or why it failed.
pub type BotResult = Result<Handling, Box<dyn std::error::Error + Send + Sync>>;

/// What a bot did with a message or event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Handling {
    /// Something.
    Processed,
    /// Nothing.
    Ignored,
}

/// A bot that ignores everything: for tests that look at an integration's side only.
#[derive(Debug, Clone, Copy, Default)]
pub struct SilentBot;

#[async_trait]
impl Bot for SilentBot {
    async fn on_message(&self, _: &BotContext, _: &Message) -> BotResult {
        Ok(Handling::Ignored)
    }
}

/// A bot made of a closure that answers messages. Events are ignored.
///
/// ```
/// use botpress_local::{Handling, LocalBotpress, bot_fn};
///
/// let shouting = bot_fn(|cx, message| async move {
///     let text = message.payload["text"].as_str().unwrap_or_default().to_uppercase();
///     cx.say(text).await?;
///     Ok(Handling::Processed)
/// });
/// let builder = LocalBotpress::builder().bot(shouting);
/// ```
pub fn bot_fn<F, Fut>(on_message: F) -> impl Bot
where
    F: Fn(BotContext, Message) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = BotResult> + Send + 'static,
{
    BotFn(on_message)
}

struct BotFn<F>(F);

impl<F> fmt::Debug for BotFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BotFn")
    }
}

#[async_trait]
impl<F, Fut> Bot for BotFn<F>
where
    F: Fn(BotContext, Message) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = BotResult> + Send + 'static,
{
    async fn on_message(&self, cx: &BotContext, message: &Message) -> BotResult {
        (self.0)(cx.clone(), message.clone()).await
    }
}
