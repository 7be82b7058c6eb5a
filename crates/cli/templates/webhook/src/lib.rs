//! My integration for Botpress: messages come in by webhook, and the bot's answers go out to a URL.

use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

/// Connects a bot to anything that sends and receives JSON over HTTP.
#[derive(Debug, Integration)]
#[integration(
    name = "my-integration",
    version = "0.1.0",
    title = "My integration",
    icon = "icon.svg",
    readme = "hub.md",
    configuration = Config,
    user = UserTags,
    channels(Room),
)]
pub struct MyIntegration;

impl MyIntegration {
    /// The integration. What it needs of the environment, secrets for example, is read here.
    pub fn new(_env: &Env) -> Result<Self> {
        Ok(Self)
    }
}

/// Where the bot's answers go.
#[derive(Debug, Deserialize, Schema, Configuration)]
#[serde(rename_all = "camelCase")]
pub struct Config {
    /// The address to which the bot's messages are posted; they are only logged without it.
    #[botpress(title = "Reply URL", placeholder = "https://example.com/messages")]
    pub reply_url: Option<String>,
}

/// The tags of a user.
#[derive(Debug, Tags)]
pub struct UserTags {
    /// The user's id on the other side.
    #[tag(title = "ID")]
    pub id: String,
}

/// A room with people and the bot.
#[derive(Debug, Channel)]
#[channel(title = "Room", messages = Messages, conversation = RoomTags, message = MessageTags)]
pub struct Room;

/// What can be said in a room.
#[derive(Debug, Messages)]
pub enum Messages {
    /// A text.
    Text(messages::Text),
}

/// The tags of a room.
#[derive(Debug, Tags)]
pub struct RoomTags {
    /// The room's id on the other side.
    #[tag(title = "ID")]
    pub id: String,
}

/// The tags of a message.
#[derive(Debug, Tags)]
pub struct MessageTags {
    /// The message's id on the other side.
    #[tag(title = "ID")]
    pub id: String,
}

/// What the webhook takes.
#[derive(Debug, Deserialize)]
struct Incoming {
    id: String,
    room: String,
    user: String,
    text: String,
}

/// What is posted to the reply URL.
#[derive(Debug, Serialize)]
struct Reply<'a> {
    id: &'a str,
    room: &'a str,
    text: &'a str,
}

impl Lifecycle for MyIntegration {
    async fn webhook(&self, cx: &Context<Self>, request: WebhookRequest) -> Result<WebhookResponse> {
        let Incoming { id, room, user, text } = request.json()?;
        let user = cx.user_with(UserTags { id: user }).await?.into_inner();
        let room = cx.conversation_with::<Room>(RoomTags { id: room }).await?.into_inner();
        let text = Messages::Text(messages::Text::new(text));
        // A sender that repeats a message does not make the bot hear it twice.
        cx.message_with::<Room>(room.id, user.id, text, MessageTags { id })
            .discriminate_by([MessageTags::ID])
            .await?;
        Ok(WebhookResponse::ok())
    }
}

impl Deliver<Room> for MyIntegration {
    async fn deliver(&self, cx: &Context<Self>, out: Outgoing<Room>) -> Result<MessageTags> {
        let Messages::Text(text) = out.message;
        let id = out.source.id.to_string();
        let reply = Reply { id: &id, room: &out.tags.id, text: &text.text };
        match &cx.configuration().reply_url {
            Some(url) => {
                cx.http().post(url).json(&reply).send().await?.error_for_status()?;
            }
            None => cx.logger().info(format!("{}: {}", reply.room, reply.text)),
        }
        Ok(MessageTags { id })
    }
}
