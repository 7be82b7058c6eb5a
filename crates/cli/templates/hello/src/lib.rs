//! My integration for Botpress: an action that greets, and a channel that writes the bot's messages to the log.

use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

/// Greets people, and writes what the bot says to the log.
#[derive(Debug, Integration)]
#[integration(
    name = "my-integration",
    version = "0.1.0",
    title = "My integration",
    icon = "icon.svg",
    readme = "hub.md",
    configuration = Config,
    channels(Console),
    actions(Greet),
)]
pub struct MyIntegration;

impl MyIntegration {
    /// The integration. What it needs of the environment, secrets for example, is read here.
    pub fn new(_env: &Env) -> Result<Self> {
        Ok(Self)
    }
}

/// How to greet.
#[derive(Debug, Deserialize, Schema, Configuration)]
pub struct Config {
    /// The word to greet with.
    #[botpress(title = "Greeting", placeholder = "Hello")]
    pub greeting: String,
}

/// Greet a person by name.
#[derive(Debug, Deserialize, Schema, Action)]
#[action(title = "Greet", output = Greeting)]
pub struct Greet {
    /// Whom to greet.
    #[botpress(title = "Name", placeholder = "Ada")]
    pub name: String,
}

/// What [`Greet`] answers.
#[derive(Debug, Serialize, Schema)]
pub struct Greeting {
    /// What was said.
    pub text: String,
}

impl Handle<Greet> for MyIntegration {
    async fn handle(&self, cx: &Context<Self>, input: Greet) -> Result<Greeting> {
        if input.name.is_empty() {
            return Err(Error::runtime("say whom to greet")); // the bot's owner reads this
        }
        let text = format!("{} {}!", cx.configuration().greeting, input.name);
        Ok(Greeting { text })
    }
}

/// The log as a channel.
#[derive(Debug, Channel)]
#[channel(title = "Console", messages = Messages)]
pub struct Console;

/// What can be written to the log.
#[derive(Debug, Messages)]
pub enum Messages {
    /// A text.
    Text(messages::Text),
}

impl Deliver<Console> for MyIntegration {
    async fn deliver(&self, cx: &Context<Self>, out: Outgoing<Console>) -> Result<()> {
        let Messages::Text(text) = out.message;
        cx.logger().info(text.text);
        Ok(())
    }
}

impl Lifecycle for MyIntegration {}
