//! `hitl`, human in the loop: a bot hands a conversation to people who work in another system, and takes it back.
//!
//! The plugin of the same name calls it. It makes the user known ([`CreateUser`]), opens a session ([`StartHitl`]) with what was said so
//! far, and from then on passes messages in both directions, as messages of the session's conversation. The integration says when
//! somebody takes care of the session ([`HitlAssigned`]) and when it is over ([`HitlStopped`]). The entity is what can be said about a
//! session beyond the usual: the priority of a ticket, for example.
//!
//! The channel stands for itself, or for one of the integration's own with tags, which carries [`HitlMessages`]:
//!
//! ```
//! use botpress_sdk::interfaces::Hitl;
//! use botpress_sdk::interfaces::hitl::{CreateUser, HitlAssigned, HitlChannel, HitlMessages, SessionOutput, StartHitl, StopHitl, UserOutput};
//! use botpress_sdk::prelude::*;
//! use serde::Deserialize;
//!
//! #[derive(Integration)]
//! #[integration(
//!     name = "desk", version = "0.1.0", user = DeskTags,
//!     channels(Desk), entities(Ticket), interfaces(Hitl<Ticket>(HitlChannel as Desk)),
//! )]
//! struct HelpDesk;
//!
//! #[derive(Entity, Schema, Deserialize)]
//! struct Ticket {
//!     urgent: Option<bool>,
//! }
//!
//! #[derive(Channel)]
//! #[channel(name = "hitl", messages = HitlMessages, conversation = DeskTags, message = DeskTags)]
//! struct Desk;
//!
//! #[derive(Tags)]
//! struct DeskTags {
//!     id: String,
//! }
//!
//! impl Handle<CreateUser<Ticket>> for HelpDesk {
//!     async fn handle(&self, cx: &Context<Self>, input: CreateUser<Ticket>) -> Result<UserOutput> {
//!         let user = cx.create_user(DeskTags { id: input.name.to_lowercase() }).name(input.name).await?;
//!         Ok(UserOutput::new(user.id))
//!     }
//! }
//!
//! impl Handle<StartHitl<Ticket>> for HelpDesk {
//!     async fn handle(&self, cx: &Context<Self>, input: StartHitl<Ticket>) -> Result<SessionOutput> {
//!         let said = input.message_history.len();
//!         let tags = DeskTags { id: format!("ticket-{said}") };
//!         let conversation = cx.conversation_with::<Desk>(tags).discriminate_by([DeskTags::ID]).await?;
//!         cx.emit(HitlAssigned::<Ticket>::new(conversation.id.clone(), input.user_id)).await?;
//!         Ok(SessionOutput::new(conversation.id.clone()))
//!     }
//! }
//!
//! impl Handle<StopHitl<Ticket>> for HelpDesk {
//!     async fn handle(&self, _: &Context<Self>, _: StopHitl<Ticket>) -> Result<()> {
//!         Ok(())
//!     }
//! }
//!
//! impl Deliver<Desk> for HelpDesk {
//!     async fn deliver(&self, _: &Context<Self>, out: Outgoing<Desk>) -> Result<DeskTags> {
//!         match out.message {
//!             HitlMessages::Text(message) => Ok(DeskTags { id: message.content.text }),
//!             _ => Err(Error::runtime("only texts can be passed on")),
//!         }
//!     }
//! }
//!
//! impl Lifecycle for HelpDesk {}
//!
//! let definition = HelpDesk::definition()?;
//! assert_eq!(definition.interfaces["hitl<ticket>"].channels["hitl"].name, "hitl");
//! assert_eq!(definition.channels["hitl"].messages.len(), 6);
//! # Ok::<_, botpress_sdk::definition::DefinitionErrors>(())
//! ```

use std::{borrow::Cow, marker::PhantomData};

use botpress_derive::{Action, Entity, Event, Interface, Messages, Schema};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    __private::schemars::{self, JsonSchema, SchemaGenerator},
    api::id::{ConversationId, UserId},
    definition::ChannelDefinition,
    messages::{Audio, Card, Carousel, Choice, Dropdown, File, Image, Location, Markdown, MarkdownBloc, Text, Video},
};

/// A bot hands a conversation to people and takes it back; `E` is what can be said about a session beyond the usual.
#[derive(Debug, Interface)]
#[botpress(crate = crate)]
#[interface(
    name = "hitl",
    version = "2.1.0",
    entities(HitlSession as E),
    actions(CreateUser<E>, StartHitl<E>, StopHitl<E>),
    events(HitlAssigned<E>, HitlStopped<E>),
    channels(HitlChannel<E>)
)]
pub struct Hitl<E>(PhantomData<E>);

/// What can be said about a session beyond the usual.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Schema, Entity)]
#[botpress(crate = crate)]
#[entity(title = "HITL session")]
#[non_exhaustive]
pub struct HitlSession {}

/// Make a user of the bot known.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema, Action)]
#[botpress(crate = crate)]
#[action(title = "Create external user", output = UserOutput, hidden_in_studio)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CreateUser<E> {
    /// How the user is called.
    #[botpress(title = "Display name")]
    pub name: String,
    /// Where a picture of the user is.
    #[botpress(title = "Picture URL")]
    pub picture_url: Option<String>,
    /// The user's address.
    #[botpress(title = "Email address")]
    pub email: Option<String>,
    #[serde(skip)]
    entity: PhantomData<E>,
}

/// The user that was made known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UserOutput {
    /// The user.
    #[botpress(title = "Botpress user ID", schema_as = String)]
    pub user_id: UserId,
}

impl UserOutput {
    /// This user.
    pub fn new(user_id: impl Into<UserId>) -> Self {
        Self { user_id: user_id.into() }
    }
}

/// Open a session.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema, Action)]
#[botpress(crate = crate)]
#[action(title = "Start new HITL session", output = SessionOutput, hidden_in_studio)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StartHitl<E> {
    /// The user, as [`CreateUser`] has answered it.
    #[botpress(title = "User ID", schema_as = String)]
    pub user_id: UserId,
    /// What the session is about, in a few words.
    #[botpress(title = "Title")]
    pub title: Option<String>,
    /// What the session is about.
    #[botpress(title = "Description")]
    pub description: Option<String>,
    /// What is to be said beyond the usual.
    #[botpress(title = "Extra configuration")]
    pub hitl_session: Option<E>,
    /// What was said so far.
    #[botpress(title = "Conversation history")]
    pub message_history: Vec<HistoryMessage>,
}

/// The session that was opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SessionOutput {
    /// The conversation of the session.
    #[botpress(title = "HITL session ID", schema_as = String)]
    pub conversation_id: ConversationId,
}

impl SessionOutput {
    /// The session is in this conversation.
    pub fn new(conversation_id: impl Into<ConversationId>) -> Self {
        Self { conversation_id: conversation_id.into() }
    }
}

/// Close a session.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema, Action)]
#[botpress(crate = crate)]
#[action(title = "Stop HITL session", hidden_in_studio)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StopHitl<E> {
    /// The conversation of the session.
    #[botpress(title = "HITL session ID", schema_as = String)]
    pub conversation_id: ConversationId,
    #[serde(skip)]
    entity: PhantomData<E>,
}

/// Somebody takes care of a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema, Event)]
#[botpress(crate = crate)]
#[event(attributes("bpActionHiddenInStudio" = "true"))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct HitlAssigned<E> {
    /// The conversation of the session.
    #[botpress(title = "HITL session ID", schema_as = String)]
    pub conversation_id: ConversationId,
    /// The person who takes care of it.
    #[botpress(title = "Human agent user ID", schema_as = String)]
    pub user_id: UserId,
    #[serde(skip)]
    entity: PhantomData<E>,
}

impl<E> HitlAssigned<E> {
    /// This person takes care of the session in this conversation.
    pub fn new(conversation_id: impl Into<ConversationId>, user_id: impl Into<UserId>) -> Self {
        Self { conversation_id: conversation_id.into(), user_id: user_id.into(), entity: PhantomData }
    }
}

/// A session is over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema, Event)]
#[botpress(crate = crate)]
#[event(attributes("bpActionHiddenInStudio" = "true"))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct HitlStopped<E> {
    /// The conversation of the session.
    #[botpress(title = "HITL session ID", schema_as = String)]
    pub conversation_id: ConversationId,
    #[serde(skip)]
    entity: PhantomData<E>,
}

impl<E> HitlStopped<E> {
    /// The session in this conversation is over.
    pub fn new(conversation_id: impl Into<ConversationId>) -> Self {
        Self { conversation_id: conversation_id.into(), entity: PhantomData }
    }
}

/// The channel of sessions, `hitl`, without tags.
#[derive(Debug)]
pub struct HitlChannel<E>(PhantomData<E>);

impl<E: crate::Entity> crate::Member for HitlChannel<E> {
    const NAME: &'static str = "hitl";
}

impl<E: crate::Entity> crate::Channel for HitlChannel<E> {
    type Messages = HitlMessages;
    type MessageTags = ();
    type ConversationTags = ();

    fn definition() -> ChannelDefinition {
        let schemas = <HitlMessages as crate::Messages>::schemas();
        schemas.into_iter().fold(ChannelDefinition::new(), |channel, (name, schema)| channel.message(name, schema))
    }
}

/// The messages of a session.
#[derive(Debug, Clone, PartialEq, Messages)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub enum HitlMessages {
    /// A text.
    Text(HitlMessage<Text>),
    /// A picture.
    Image(HitlMessage<Image>),
    /// A recording.
    Audio(HitlMessage<Audio>),
    /// A film.
    Video(HitlMessage<Video>),
    /// A file.
    File(HitlMessage<File>),
    /// Several messages as one.
    Bloc(HitlMessage<MarkdownBloc>),
}

/// A message of a session, and who has written it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct HitlMessage<T> {
    /// The message.
    #[serde(flatten)]
    pub content: T,
    /// Who has written it; the bot when absent.
    #[botpress(schema_as = Option<String>)]
    pub user_id: Option<UserId>,
    /// Whatever the sender wants to pass along, in at most 500 characters.
    #[botpress(max_length = 500)]
    pub additional_data: Option<String>,
}

impl<T> HitlMessage<T> {
    /// A message of the bot's.
    pub fn new(content: impl Into<T>) -> Self {
        Self { content: content.into(), user_id: None, additional_data: None }
    }

    /// Says who has written it.
    #[must_use]
    pub fn user_id(mut self, user_id: impl Into<UserId>) -> Self {
        self.user_id = Some(user_id.into());
        self
    }

    /// Passes something along, in at most 500 characters.
    #[must_use]
    pub fn additional_data(mut self, data: impl Into<String>) -> Self {
        self.additional_data = Some(data.into());
        self
    }
}

/// A message that was written before a session began.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HistoryMessage {
    /// Who has written it.
    pub source: Source,
    /// The message.
    #[serde(flatten)]
    pub content: HistoryContent,
}

/// Who has written a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Source {
    /// A user.
    User {
        /// The user.
        user_id: UserId,
    },
    /// The bot.
    Bot,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "payload", rename_all = "lowercase")]
#[non_exhaustive]
pub enum HistoryContent {
    /// A text.
    Text(Text),
    /// A picture.
    Image(Image),
    /// A recording.
    Audio(Audio),
    /// A film.
    Video(Video),
    /// A file.
    File(File),
    /// A place.
    Location(Location),
    /// Cards side by side.
    Carousel(Carousel),
    /// A title with a picture and buttons.
    Card(Card),
    /// A question with many answers.
    Dropdown(Dropdown),
    /// A question with a few answers.
    Choice(Choice),
    /// Several messages as one.
    Bloc(MarkdownBloc),
    /// A formatted text.
    Markdown(Markdown),
}

impl JsonSchema for HistoryMessage {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "HistoryMessage".into()
    }

    fn schema_id() -> Cow<'static, str> {
        "botpress::interfaces::hitl::HistoryMessage".into()
    }

    /// `anyOf`, where derived schemas would be discriminated unions: so the interface has it.
    fn json_schema(generator: &mut SchemaGenerator) -> schemars::Schema {
        type Payload = fn(&mut SchemaGenerator) -> schemars::Schema;
        let payloads: [(&str, Payload); 12] = [
            ("text", Text::json_schema),
            ("image", Image::json_schema),
            ("audio", Audio::json_schema),
            ("video", Video::json_schema),
            ("file", File::json_schema),
            ("location", Location::json_schema),
            ("carousel", Carousel::json_schema),
            ("card", Card::json_schema),
            ("dropdown", Dropdown::json_schema),
            ("choice", Choice::json_schema),
            ("bloc", MarkdownBloc::json_schema),
            ("markdown", Markdown::json_schema),
        ];
        let constant = |value: &str| json!({ "type": "string", "const": value });
        let object = |fields: Value| {
            let names: Vec<&String> = fields.as_object().into_iter().flat_map(serde_json::Map::keys).collect();
            json!({ "type": "object", "properties": fields, "required": names })
        };
        let user = object(json!({ "type": constant("user"), "userId": { "type": "string" } }));
        let source = json!({ "anyOf": [user, object(json!({ "type": constant("bot") }))] });
        let messages = payloads.iter().map(|(name, payload)| {
            object(json!({ "source": source, "type": constant(name), "payload": payload(generator) }))
        });
        schemars::json_schema!({ "anyOf": messages.collect::<Vec<_>>() })
    }
}
