//! The smallest integration that does something: an action that greets, a channel that writes the bot's messages to the log,
//! and a webhook that tells the bot who knocked.

use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

/// Greets people, and writes what the bot says to the log.
#[derive(Integration)]
#[integration(
    name = "hello",
    version = "0.1.0",
    title = "Hello",
    icon = "icon.svg",
    readme = "hub.md",
    configuration = Config,
    channels(Console),
    actions(Greet),
    events(Knocked),
)]
#[derive(Debug)]
pub struct Hello;

impl Hello {
    /// The integration. It needs nothing of the environment.
    ///
    /// # Errors
    ///
    /// None.
    pub fn new(_: &Env) -> Result<Self> {
        Ok(Self)
    }
}

/// How to greet.
#[derive(Configuration, Schema, Deserialize, Debug)]
pub struct Config {
    /// The word to greet with.
    #[botpress(title = "Greeting", placeholder = "Hello")]
    #[serde(default = "hello")]
    pub greeting: String,
}

fn hello() -> String {
    "Hello".to_owned()
}

/// Greet a person by name.
#[derive(Action, Schema, Deserialize, Debug)]
#[action(title = "Greet", output = Greeting)]
pub struct Greet {
    /// Whom to greet.
    #[botpress(title = "Name", placeholder = "Ada")]
    pub name: String,
}

/// What [`Greet`] answers.
#[derive(Schema, Serialize, Debug)]
pub struct Greeting {
    /// What was said.
    pub text: String,
}

impl Handle<Greet> for Hello {
    async fn handle(&self, cx: &Context<Self>, input: Greet) -> Result<Greeting> {
        if input.name.is_empty() {
            return Err(Error::runtime("say whom to greet"));
        }
        Ok(Greeting { text: format!("{} {}!", cx.configuration().greeting, input.name) })
    }
}

/// The log as a channel.
#[derive(Channel, Debug)]
#[channel(title = "Console", messages = Messages)]
pub struct Console;

/// What can be written to the log.
#[derive(Messages, Debug)]
pub enum Messages {
    /// A text.
    Text(messages::Text),
}

impl Deliver<Console> for Hello {
    async fn deliver(&self, cx: &Context<Self>, out: Outgoing<Console>) -> Result<()> {
        let Messages::Text(text) = out.message;
        cx.logger().for_bot().with_conversation_id(out.conversation.id).info(text.text);
        Ok(())
    }
}

/// Somebody called the webhook.
#[derive(Event, Schema, Serialize, Debug)]
#[event(title = "Knocked")]
pub struct Knocked {
    /// Who, as the query `?name=Ada` says.
    pub name: String,
}

impl Lifecycle for Hello {
    async fn webhook(&self, cx: &Context<Self>, request: WebhookRequest) -> Result<WebhookResponse> {
        let name = request.query_param("name").unwrap_or_else(|| "Somebody".to_owned());
        cx.emit(Knocked { name }).await?;
        Ok(WebhookResponse::ok())
    }
}

botpress_sdk::export!(Hello::new);
