//! The platform's objects, as the API writes them.
//!
//! Reading is lenient, since the platform may grow: only the id is required, unknown keys are ignored, absent texts and
//! maps are empty, unknown variants are kept as text. Writing gives every key that the platform gives. Times are texts
//! in ISO 8601, UTC, with milliseconds: `2026-11-22T06:41:43.000Z`.

use crate::id::{BotId, ConversationId, EventId, MessageId, StateId, UserId, WorkflowId};
use indexmap::IndexMap;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::fmt;

mod account;
mod bot;
mod file;
mod integration;
mod interface;
mod log;
mod passage;
mod plugin;
mod secret;
mod workflow;
mod workspace;

pub use account::{Account, NewToken, Token};
pub use bot::{
    Bot, BotConfiguration, BotIntegration, BotKind, BotStatus, BotSummary, EventSubscriptions, RecurringEvent,
    RegistrationStatus, TagDefinitions,
};
pub use file::{
    AccessPolicy, File, FileOwner, FileOwnerKind, FileSort, FileStatus, FileTagFilter, FileTagFilters, IndexingStack,
    UploadTarget,
};
pub use integration::{
    Integration, IntegrationSort, IntegrationSummary, LifecycleStatus, OwnerWorkspace, Popularity, VerificationStatus,
};
pub use interface::{Interface, InterfaceSummary};
pub use log::LogEntry;
pub use passage::{FoundPassage, KnowledgeBase, Passage, PassageContext, PassageFile, PassageMeta};
pub use plugin::Plugin;
pub use secret::SecretText;
pub use workflow::{Workflow, WorkflowStatus, WorkflowStatusGroup};
pub use workspace::{PublicWorkspace, Workspace};

/// Tags of a user, conversation, message or file. Values have at most 500 characters.
pub type Tags = IndexMap<String, String>;

/// Changes to tags: `None` (`null`) and an empty text remove, tags that are not named stay.
pub type TagPatch = IndexMap<String, Option<String>>;

/// A JSON object.
pub type Object = serde_json::Map<String, Value>;

/// A conversation in one channel of an integration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// When it was created.
    #[serde(default)]
    pub created_at: String,
    /// When it was last changed.
    #[serde(default)]
    pub updated_at: String,
    /// The channel's name in the integration's definition.
    #[serde(default)]
    pub channel: String,
    /// The integration's alias in the bot.
    #[serde(default)]
    pub integration: String,
    /// Its tags; an integration sees its own, without prefix.
    #[serde(default, deserialize_with = "without_nulls")]
    pub tags: Tags,
    /// How many messages it has.
    #[serde(default)]
    pub message_count: u64,
    /// Free properties.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties: Option<Tags>,
    /// The workflow it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_workflow_id: Option<WorkflowId>,
}

impl Conversation {
    /// A conversation without tags and messages.
    #[must_use]
    pub fn new(
        id: impl Into<ConversationId>,
        created_at: impl Into<String>,
        integration: impl Into<String>,
        channel: impl Into<String>,
    ) -> Self {
        let created_at = created_at.into();
        Self {
            id: id.into(),
            updated_at: created_at.clone(),
            created_at,
            channel: channel.into(),
            integration: integration.into(),
            tags: Tags::new(),
            message_count: 0,
            properties: None,
            current_workflow_id: None,
        }
    }
}

/// A user: a person in an external system, or the bot itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct User {
    /// The user's id.
    pub id: UserId,
    /// When the user was created.
    #[serde(default)]
    pub created_at: String,
    /// When the user was last changed.
    #[serde(default)]
    pub updated_at: String,
    /// The user's tags; an integration sees its own, without prefix.
    #[serde(default, deserialize_with = "without_nulls")]
    pub tags: Tags,
    /// The name to show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A URL, or a `data:` URL, of the user's picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture_url: Option<String>,
    /// Free properties.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties: Option<Tags>,
    /// The old name of the properties.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Tags>,
}

impl User {
    /// A user without tags.
    #[must_use]
    pub fn new(id: impl Into<UserId>, created_at: impl Into<String>) -> Self {
        let created_at = created_at.into();
        Self {
            id: id.into(),
            updated_at: created_at.clone(),
            created_at,
            tags: Tags::new(),
            name: None,
            picture_url: None,
            properties: None,
            attributes: None,
        }
    }
}

/// A message in a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// When it was created.
    #[serde(default)]
    pub created_at: String,
    /// When it was last changed.
    #[serde(default)]
    pub updated_at: String,
    /// The message type's name in the channel, `type` on the wire.
    #[serde(default, rename = "type")]
    pub kind: String,
    /// Its content, in the form that the type declares; at most 131 072 bytes.
    #[serde(default = "empty_object")]
    pub payload: Value,
    /// Who created it.
    #[serde(default)]
    pub direction: Direction,
    /// Its author.
    #[serde(default = "no_user")]
    pub user_id: UserId,
    /// The conversation it is in.
    #[serde(default = "no_conversation")]
    pub conversation_id: ConversationId,
    /// Its tags; an integration sees its own, without prefix.
    #[serde(default, deserialize_with = "without_nulls")]
    pub tags: Tags,
    /// Set when nobody wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}

impl Message {
    /// A message without tags.
    #[must_use]
    pub fn new(
        id: impl Into<MessageId>,
        created_at: impl Into<String>,
        direction: Direction,
        conversation_id: impl Into<ConversationId>,
        user_id: impl Into<UserId>,
        kind: impl Into<String>,
        payload: impl Into<Value>,
    ) -> Self {
        let created_at = created_at.into();
        Self {
            id: id.into(),
            updated_at: created_at.clone(),
            created_at,
            kind: kind.into(),
            payload: payload.into(),
            direction,
            user_id: user_id.into(),
            conversation_id: conversation_id.into(),
            tags: Tags::new(),
            origin: None,
        }
    }
}

open_enum! {
    /// Which way a message goes.
    pub enum Direction {
        /// To the bot: an integration created it.
        Incoming = "incoming",
        /// From the bot: the bot created it.
        Outgoing = "outgoing",
    }
}

open_enum! {
    /// Where a message comes from, when not from a user.
    pub enum Origin {
        /// Made by a program.
        Synthetic = "synthetic",
    }
}

/// Something that happened and that the bot may react to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Event {
    /// Its id.
    pub id: EventId,
    /// When it was created.
    #[serde(default)]
    pub created_at: String,
    /// The event's name, `type` on the wire: un-prefixed for the integration that declares it, `<alias>:<name>` for the
    /// bot.
    #[serde(default, rename = "type")]
    pub kind: String,
    /// Its content, in the form that the integration declares.
    #[serde(default = "empty_object")]
    pub payload: Value,
    /// The conversation it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<ConversationId>,
    /// The user it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// The message it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
    /// How far its processing is.
    #[serde(default)]
    pub status: EventStatus,
    /// Why it failed; at most 2000 characters.
    #[serde(default)]
    pub failure_reason: Option<String>,
}

impl Event {
    /// A pending event that belongs to nothing.
    #[must_use]
    pub fn new(
        id: impl Into<EventId>,
        created_at: impl Into<String>,
        kind: impl Into<String>,
        payload: impl Into<Value>,
    ) -> Self {
        Self {
            id: id.into(),
            created_at: created_at.into(),
            kind: kind.into(),
            payload: payload.into(),
            conversation_id: None,
            user_id: None,
            message_id: None,
            status: EventStatus::Pending,
            failure_reason: None,
        }
    }
}

open_enum! {
    /// How far the processing of an event is.
    pub enum EventStatus {
        /// Waiting.
        Pending = "pending",
        /// The bot has handled it.
        Processed = "processed",
        /// Nobody wanted it.
        Ignored = "ignored",
        /// The bot failed on it.
        Failed = "failed",
        /// To be sent later.
        Scheduled = "scheduled",
        /// Was scheduled, and then canceled.
        Canceled = "canceled",
    }
}

/// When to send an event or a message: at a time or after a delay.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Schedule {
    /// The time, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_time: Option<String>,
    /// The delay in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<u64>,
}

impl Schedule {
    /// At a time, ISO 8601 in UTC.
    #[must_use]
    pub fn at(date_time: impl Into<String>) -> Self {
        Self { date_time: Some(date_time.into()), delay: None }
    }

    /// After a delay in milliseconds.
    #[must_use]
    pub fn after_ms(delay: u64) -> Self {
        Self { date_time: None, delay: Some(delay) }
    }
}

/// A stored value of a declared state. Its payload may hold tokens: `Debug` leaves it out.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct State {
    /// Its id.
    pub id: StateId,
    /// When it was first set.
    #[serde(default)]
    pub created_at: String,
    /// When it was last set.
    #[serde(default)]
    pub updated_at: String,
    /// The bot it belongs to.
    #[serde(default = "no_bot")]
    pub bot_id: BotId,
    /// The conversation, for states of conversations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<ConversationId>,
    /// The user, for states of users.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// The state's name in the definition.
    #[serde(default)]
    pub name: String,
    /// What it is kept for, `type` on the wire.
    #[serde(default, rename = "type")]
    pub kind: StateKind,
    /// The value, in the form that the definition declares.
    #[serde(default)]
    pub payload: Value,
    /// Milliseconds without a change after which it is forgotten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry: Option<u64>,
    /// When it will be forgotten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
}

impl State {
    /// A state that does not expire.
    #[must_use]
    pub fn new(
        id: impl Into<StateId>,
        created_at: impl Into<String>,
        bot_id: impl Into<BotId>,
        kind: StateKind,
        name: impl Into<String>,
        payload: impl Into<Value>,
    ) -> Self {
        let created_at = created_at.into();
        Self {
            id: id.into(),
            updated_at: created_at.clone(),
            created_at,
            bot_id: bot_id.into(),
            conversation_id: None,
            user_id: None,
            name: name.into(),
            kind,
            payload: payload.into(),
            expiry: None,
            expires_at: None,
        }
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("name", &self.name)
            .field("updated_at", &self.updated_at)
            .finish_non_exhaustive()
    }
}

open_enum! {
    /// What a state is kept for.
    pub enum StateKind {
        /// A conversation.
        Conversation = "conversation",
        /// A user.
        User = "user",
        /// The bot.
        Bot = "bot",
        /// The integration's installation in the bot.
        Integration = "integration",
        /// A workflow.
        Workflow = "workflow",
    }
}

open_enum! {
    /// Ascending or descending.
    pub enum SortDirection {
        /// Smallest or oldest first.
        Ascending = "asc",
        /// Largest or newest first; the default of the platform.
        Descending = "desc",
    }
}

open_enum! {
    /// A time of an object.
    pub enum TimeField {
        /// Its creation.
        CreatedAt = "createdAt",
        /// Its last change.
        UpdatedAt = "updatedAt",
    }
}

/// What comes with a page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ListMeta {
    /// Asks for the next page; absent on the last. Opaque.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

impl ListMeta {
    /// With the token of the next page, if there is one.
    #[must_use]
    pub fn new(next_token: Option<String>) -> Self {
        Self { next_token }
    }
}

/// What comes with the answer of a get-or-create operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CreatedMeta {
    /// Whether it was created now.
    #[serde(default)]
    pub created: bool,
}

impl CreatedMeta {
    /// Whether it was created now.
    #[must_use]
    pub fn new(created: bool) -> Self {
        Self { created }
    }
}

/// What comes with the answer of an operation that may be answered from a cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CachedMeta {
    /// Whether the answer came from a cache.
    #[serde(default)]
    pub cached: bool,
}

impl CachedMeta {
    /// Whether the answer came from a cache.
    #[must_use]
    pub fn new(cached: bool) -> Self {
        Self { cached }
    }
}

/// Reads tags, of which a reply may hold removed ones as `null`.
fn without_nulls<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tags, D::Error> {
    let tags = Option::<TagPatch>::deserialize(deserializer)?.unwrap_or_default();
    Ok(tags.into_iter().filter_map(|(key, value)| Some((key, value?))).collect())
}

fn empty_object() -> Value {
    Value::Object(Object::new())
}

fn no_user() -> UserId {
    "".into()
}

fn no_conversation() -> ConversationId {
    "".into()
}

fn no_bot() -> BotId {
    "".into()
}
