//! A Rust integration for a bot written in TypeScript: see `tests/official_packages.rs`.

use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

/// Carries texts between a bot and anything that speaks JSON over HTTP.
#[derive(Debug, Integration)]
#[integration(
    name = "courier",
    version = "0.1.0",
    title = "Courier",
    configuration = Config,
    user = PersonTags,
    channels(Door),
    actions(Weigh),
    events(Rang),
)]
pub struct Courier;

/// Where the bot's answers go.
#[derive(Debug, Deserialize, Schema, Configuration)]
#[serde(rename_all = "camelCase")]
pub struct Config {
    /// The address to which the bot's messages are posted.
    #[botpress(title = "Reply URL")]
    reply_url: String,
}

/// The tags of a person.
#[derive(Debug, Tags)]
pub struct PersonTags {
    /// The person's name.
    #[tag(title = "Name")]
    name: String,
}

/// A door with a bot behind it.
#[derive(Debug, Channel)]
#[channel(title = "Door", messages = Messages, conversation = DoorTags, message = NoteTags)]
pub struct Door;

/// What can be said at a door.
#[derive(Debug, Messages)]
pub enum Messages {
    /// A text.
    Text(messages::Text),
}

/// The tags of a door.
#[derive(Debug, Tags)]
pub struct DoorTags {
    /// The number of the house.
    #[tag(title = "House")]
    house: String,
}

/// The tags of a message.
#[derive(Debug, Tags)]
pub struct NoteTags {
    /// The message's number on the other side.
    #[tag(title = "Number")]
    number: String,
}

/// Weigh a text.
#[derive(Debug, Action, Schema, Deserialize)]
#[action(title = "Weigh", output = Weight)]
pub struct Weigh {
    /// What to weigh.
    #[botpress(title = "Text")]
    text: String,
}

/// What a text weighs.
#[derive(Debug, Schema, Serialize)]
pub struct Weight {
    /// One gram for each letter.
    grams: usize,
}

/// Somebody rang at a door.
#[derive(Debug, Event, Schema, Serialize)]
#[event(title = "Rang")]
pub struct Rang {
    /// How often.
    times: u32,
}

/// What the webhook takes.
#[derive(Debug, Deserialize)]
struct Incoming {
    house: String,
    name: String,
    /// A message with its number, or else a ring.
    text: Option<String>,
    number: Option<String>,
}

/// What is posted to the reply URL.
#[derive(Debug, Serialize)]
struct Reply {
    house: String,
    text: String,
}

impl Handle<Weigh> for Courier {
    async fn handle(&self, _: &Context<Self>, input: Weigh) -> Result<Weight> {
        if input.text.is_empty() {
            return Err(Error::runtime("there is nothing to weigh"));
        }
        Ok(Weight { grams: input.text.chars().count() })
    }
}

impl Lifecycle for Courier {
    async fn webhook(&self, cx: &Context<Self>, request: WebhookRequest) -> Result<WebhookResponse> {
        let Incoming { house, name, text, number } = request.json()?;
        let person = cx.user_with(PersonTags { name }).await?.into_inner();
        let door = cx.conversation_with::<Door>(DoorTags { house }).await?.into_inner();
        match (text, number) {
            (Some(text), Some(number)) => {
                let text = Messages::Text(messages::Text::new(text));
                cx.message_with::<Door>(door.id, person.id, text, NoteTags { number })
                    .discriminate_by([NoteTags::NUMBER])
                    .await?;
            }
            _ => {
                cx.emit(Rang { times: 1 }).conversation(door.id).user(person.id).await?;
            }
        }
        Ok(WebhookResponse::ok())
    }
}

impl Deliver<Door> for Courier {
    async fn deliver(&self, cx: &Context<Self>, out: Outgoing<Door>) -> Result<NoteTags> {
        let Messages::Text(text) = out.message;
        let reply = Reply { house: out.tags.house, text: text.text };
        cx.http().post(&cx.configuration().reply_url).json(&reply).send().await?.error_for_status()?;
        Ok(NoteTags { number: format!("reply to {}", out.source.id) })
    }
}
