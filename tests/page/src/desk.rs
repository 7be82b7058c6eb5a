//! The integration that the page shows: one of everything.

use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

/// Connects a bot to the front desk of a building.
#[derive(Debug, Integration)]
#[integration(
    name = "front-desk",
    version = "1.2.0",
    title = "Front desk",
    icon = "icon.svg",
    readme = "hub.md",
    configuration = Config,
    user = VisitorTags,
    channels(Lobby, Intercom),
    actions(OpenDoor),
    events(Rang),
    states(Account, Visits, Notes),
)]
pub(crate) struct Desk;

impl Desk {
    pub(crate) fn new(_: &Env) -> Result<Self> {
        Ok(Self)
    }
}

/// How the desk is reached.
#[derive(Debug, Deserialize, Schema, Configuration)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "some of it is there to be typed in")]
pub(crate) struct Config {
    /// What visitors are greeted with.
    #[botpress(title = "Greeting", placeholder = "Welcome")]
    pub(crate) greeting: String,
    /// The key of the building, from its owner.
    #[botpress(title = "API key")]
    pub(crate) api_key: Secret,
    /// What the desk speaks.
    #[botpress(title = "Language")]
    pub(crate) language: Language,
    /// Whether it is silent at night.
    #[botpress(title = "Quiet at night")]
    pub(crate) quiet: Option<bool>,
    /// When somebody is there.
    #[botpress(title = "Opening hours")]
    pub(crate) hours: Option<Hours>,
    /// The doors that may be opened.
    #[botpress(title = "Doors")]
    pub(crate) doors: Option<Vec<String>>,
}

#[derive(Debug, Deserialize, Schema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Language {
    En,
    Fr,
    De,
}

/// From when to when.
#[derive(Debug, Deserialize, Schema)]
#[allow(dead_code, reason = "some of it is there to be typed in")]
pub(crate) struct Hours {
    /// The hour at which it opens.
    #[botpress(title = "From")]
    pub(crate) from: u8,
    /// The hour at which it closes.
    #[botpress(title = "Until")]
    pub(crate) until: u8,
}

#[derive(Debug, Tags)]
pub(crate) struct VisitorTags {
    /// The number of the badge.
    #[tag(title = "Badge")]
    pub(crate) badge: String,
}

/// Where visitors write.
#[derive(Debug, Channel)]
#[channel(title = "Lobby", messages = Messages, conversation = RoomTags, message = MessageTags)]
pub(crate) struct Lobby;

/// Where visitors speak.
#[derive(Debug, Channel)]
#[channel(title = "Intercom", messages = Spoken, conversation = RoomTags, message = MessageTags)]
pub(crate) struct Intercom;

#[derive(Debug, Messages)]
pub(crate) enum Messages {
    Text(messages::Text),
    Image(messages::Image),
    Audio(messages::Audio),
    Video(messages::Video),
    File(messages::File),
    Location(messages::Location),
    Card(messages::Card),
    Carousel(messages::Carousel),
    Choice(messages::Choice),
    Dropdown(messages::Dropdown),
    Bloc(messages::Bloc),
}

#[derive(Debug, Messages)]
pub(crate) enum Spoken {
    Text(messages::Text),
}

#[derive(Debug, Tags)]
pub(crate) struct RoomTags {
    /// The room's name in the building.
    #[tag(title = "Room")]
    pub(crate) room: String,
}

#[derive(Debug, Tags)]
pub(crate) struct MessageTags {
    /// The line in the desk's book.
    #[tag(title = "Line")]
    pub(crate) line: String,
}

/// Open a door.
#[derive(Debug, Deserialize, Schema, Action)]
#[action(title = "Open door", output = Opened)]
pub(crate) struct OpenDoor {
    /// Which door.
    #[botpress(title = "Door", placeholder = "main")]
    pub(crate) door: String,
    /// The code of today.
    #[botpress(title = "Code")]
    pub(crate) code: Secret,
}

/// The door.
#[derive(Debug, Serialize, Schema)]
pub(crate) struct Opened {
    /// What the desk says.
    pub(crate) text: String,
}

/// Somebody rang the bell.
#[derive(Debug, Serialize, Schema, Event)]
#[event(title = "Rang")]
pub(crate) struct Rang {
    /// At which door.
    pub(crate) door: String,
}

/// The building's account.
#[derive(Debug, Serialize, Deserialize, Schema, State)]
#[state(integration)]
pub(crate) struct Account {
    /// The building's name.
    pub(crate) building: String,
    /// What the desk is called with.
    pub(crate) token: Secret,
}

/// How often a visitor came.
#[derive(Debug, Serialize, Deserialize, Schema, State)]
#[state(user)]
pub(crate) struct Visits {
    /// The number of visits.
    pub(crate) count: u32,
}

/// What is noted about a room.
#[derive(Debug, Serialize, Deserialize, Schema, State)]
#[state(conversation)]
pub(crate) struct Notes {
    /// The latest text.
    pub(crate) latest: String,
}

/// What a visitor sends.
#[derive(Debug, Deserialize)]
struct Visit {
    room: String,
    badge: String,
    text: String,
}

impl Lifecycle for Desk {
    async fn register(&self, cx: &Context<Self>, webhook_url: &str) -> Result<()> {
        let configuration = cx.configuration();
        if configuration.api_key.expose() == "wrong" {
            return Err(Error::runtime("the building does not know this API key"));
        }
        cx.logger().info(format!("the building calls {webhook_url}"));
        let token = Secret::new("desk-token");
        cx.state::<Account>().set(&Account { building: "One Main Street".to_owned(), token }).await?;
        Ok(())
    }

    async fn webhook(&self, cx: &Context<Self>, request: WebhookRequest) -> Result<WebhookResponse> {
        if request.path == "/bell" {
            let door = request.query_param("door").unwrap_or_else(|| "main".to_owned());
            cx.emit(Rang { door }).await?;
            return Ok(WebhookResponse::ok());
        }
        let Visit { room, badge, text } = request.json()?;
        let user = cx.user_with(VisitorTags { badge }).await?.into_inner();
        let visits = cx.user(user.id.clone()).state::<Visits>();
        let count = visits.get().await?.map_or(1, |visits| visits.count + 1);
        visits.set(&Visits { count }).await?;
        let room = cx.conversation_with::<Lobby>(RoomTags { room }).await?.into_inner();
        cx.conversation(room.id.clone()).state::<Notes>().set(&Notes { latest: text.clone() }).await?;
        cx.logger().info(format!("visit {count}: {text}"));
        let line = MessageTags { line: format!("visit {count}") };
        cx.create_message::<Lobby>(room.id, user.id, Messages::Text(messages::Text::new(text)), line).await?;
        Ok(WebhookResponse::text("noted"))
    }
}

impl Handle<OpenDoor> for Desk {
    async fn handle(&self, cx: &Context<Self>, input: OpenDoor) -> Result<Opened> {
        if input.code.expose() == "0000" {
            return Err(Error::runtime(format!("the code does not open the {} door", input.door)));
        }
        cx.logger().warn(format!("the {} door was opened", input.door));
        Ok(Opened { text: format!("{}: the {} door is open.", cx.configuration().greeting, input.door) })
    }
}

impl Deliver<Lobby> for Desk {
    async fn deliver(&self, cx: &Context<Self>, out: Outgoing<Lobby>) -> Result<MessageTags> {
        if let Messages::Text(text) = &out.message
            && text.text.contains("nowhere")
        {
            return Err(Error::runtime("the lobby has no such screen"));
        }
        cx.logger().info("shown in the lobby");
        Ok(MessageTags { line: out.source.id.to_string() })
    }
}

impl Deliver<Intercom> for Desk {
    async fn deliver(&self, _: &Context<Self>, out: Outgoing<Intercom>) -> Result<MessageTags> {
        Ok(MessageTags { line: out.source.id.to_string() })
    }
}
