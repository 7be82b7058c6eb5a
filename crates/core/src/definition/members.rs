//! The members of a definition, each with its constructor and setters.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::StateScope;

/// `title(..)` and `description(..)`, which nearly every member has.
macro_rules! titled {
    ($($name:ident),*) => {$(
        impl $name {
            /// Sets the title shown to people.
            #[must_use]
            pub fn title(mut self, title: impl Into<String>) -> Self {
                self.title = Some(title.into());
                self
            }

            /// Sets the description.
            #[must_use]
            pub fn description(mut self, description: impl Into<String>) -> Self {
                self.description = Some(description.into());
                self
            }
        }
    )*};
}

titled!(ActionDefinition, ChannelDefinition, ConfigurationDefinition, EntityDefinition, EventDefinition, TagDefinition);

/// What a bot can ask of an integration.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ActionDefinition {
    /// The title shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What the action does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What it takes.
    pub input: SchemaDefinition,
    /// What it answers.
    pub output: SchemaDefinition,
    /// Whether a call costs the bot's owner something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billable: Option<bool>,
    /// Whether the platform may answer from an earlier call with the same input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cacheable: Option<bool>,
    /// Attributes, such as `bpActionHiddenInStudio`; each at most 200 characters.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub attributes: IndexMap<String, String>,
}

impl ActionDefinition {
    /// An action with the schemas of its input and output.
    #[must_use]
    pub fn new(input: Value, output: Value) -> Self {
        Self { input: SchemaDefinition::new(input), output: SchemaDefinition::new(output), ..Self::default() }
    }

    /// Says whether a call costs the bot's owner something.
    #[must_use]
    pub fn billable(mut self, billable: bool) -> Self {
        self.billable = Some(billable);
        self
    }

    /// Says whether the platform may answer from an earlier call with the same input.
    #[must_use]
    pub fn cacheable(mut self, cacheable: bool) -> Self {
        self.cacheable = Some(cacheable);
        self
    }

    /// Adds an attribute.
    #[must_use]
    pub fn attribute(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.attributes.insert(key.into(), value.into());
        self
    }
}

/// A schema in the platform's dialect (see [`schema_of`](crate::schema::schema_of)).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SchemaDefinition {
    /// The schema.
    pub schema: Value,
}

impl SchemaDefinition {
    /// The schema as a member of a definition.
    #[must_use]
    pub fn new(schema: Value) -> Self {
        Self { schema }
    }
}

/// What an integration tells bots.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EventDefinition {
    /// The title shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// When the event happens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What it carries.
    pub schema: Value,
    /// Attributes; each at most 200 characters.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub attributes: IndexMap<String, String>,
}

impl EventDefinition {
    /// An event with the schema of what it carries.
    #[must_use]
    pub fn new(schema: Value) -> Self {
        Self { schema, ..Self::default() }
    }

    /// Adds an attribute.
    #[must_use]
    pub fn attribute(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.attributes.insert(key.into(), value.into());
        self
    }
}

/// A kind of conversation: which messages travel in it, and the tags of both.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ChannelDefinition {
    /// The title shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What the channel is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The messages, by type.
    #[serde(default)]
    pub messages: IndexMap<String, MessageDefinition>,
    /// Tags of its messages.
    #[serde(default, skip_serializing_if = "MessageTagsDefinition::is_empty")]
    pub message: MessageTagsDefinition,
    /// Tags of its conversations.
    #[serde(default, skip_serializing_if = "ConversationDefinition::is_empty")]
    pub conversation: ConversationDefinition,
    /// Message types that were declared more than once.
    #[serde(skip)]
    pub(super) repeated: Repeated,
}

impl ChannelDefinition {
    /// A channel without messages or tags.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a type of message with its payload's schema.
    #[must_use]
    pub fn message(mut self, name: impl Into<String>, schema: Value) -> Self {
        let name = name.into();
        if self.messages.contains_key(&name) {
            self.repeated.0.push(name.clone());
        }
        self.messages.insert(name, MessageDefinition::new(schema));
        self
    }

    /// Adds a tag of messages.
    #[must_use]
    pub fn message_tag(mut self, name: impl Into<String>, tag: TagDefinition) -> Self {
        self.message.tags.insert(name.into(), tag);
        self
    }

    /// Adds a tag of conversations.
    #[must_use]
    pub fn conversation_tag(mut self, name: impl Into<String>, tag: TagDefinition) -> Self {
        self.conversation.tags.insert(name.into(), tag);
        self
    }

    /// Sets all tags of messages.
    #[must_use]
    pub fn message_tags(mut self, tags: impl IntoIterator<Item = (String, TagDefinition)>) -> Self {
        self.message.tags = tags.into_iter().collect();
        self
    }

    /// Sets all tags of conversations.
    #[must_use]
    pub fn conversation_tags(mut self, tags: impl IntoIterator<Item = (String, TagDefinition)>) -> Self {
        self.conversation.tags = tags.into_iter().collect();
        self
    }

    /// Lets the platform create conversations (deprecated there in favour of actions).
    #[must_use]
    pub fn conversation_creation(mut self, creation: CreationDefinition) -> Self {
        self.conversation.creation = Some(creation);
        self
    }
}

/// Names that were inserted twice. Kept until the definition is checked, and no part of its value.
#[derive(Clone, Debug, Default)]
pub(super) struct Repeated(pub(super) Vec<String>);

impl PartialEq for Repeated {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// A type of message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MessageDefinition {
    /// The schema of its payload.
    pub schema: Value,
}

impl MessageDefinition {
    /// A message with its payload's schema.
    #[must_use]
    pub fn new(schema: Value) -> Self {
        Self { schema }
    }
}

/// What a channel declares about its messages as such.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MessageTagsDefinition {
    /// The tags.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub tags: IndexMap<String, TagDefinition>,
}

impl MessageTagsDefinition {
    pub(super) fn is_empty(&self) -> bool {
        self.tags.is_empty()
    }
}

/// What a channel declares about its conversations.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ConversationDefinition {
    /// The tags.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub tags: IndexMap<String, TagDefinition>,
    /// Whether the platform may create conversations (deprecated there in favour of actions).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creation: Option<CreationDefinition>,
}

impl ConversationDefinition {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What an integration declares about users.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UserDefinition {
    /// The tags.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub tags: IndexMap<String, TagDefinition>,
    /// Whether the platform may create users (deprecated there in favour of actions).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creation: Option<CreationDefinition>,
}

impl UserDefinition {
    /// Users without tags.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a tag.
    #[must_use]
    pub fn tag(mut self, name: impl Into<String>, tag: TagDefinition) -> Self {
        self.tags.insert(name.into(), tag);
        self
    }

    /// Sets all tags.
    #[must_use]
    pub fn tags(mut self, tags: impl IntoIterator<Item = (String, TagDefinition)>) -> Self {
        self.tags = tags.into_iter().collect();
        self
    }

    /// Lets the platform create users (deprecated there in favour of actions).
    #[must_use]
    pub fn creation(mut self, creation: CreationDefinition) -> Self {
        self.creation = Some(creation);
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Whether the platform may ask the integration to create a user or a conversation, and with which tags.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CreationDefinition {
    /// Whether it may.
    pub enabled: bool,
    /// The tags that it has to give.
    pub required_tags: Vec<String>,
}

impl CreationDefinition {
    /// Allowed, with the tags that have to be given.
    #[must_use]
    pub fn enabled(required_tags: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { enabled: true, required_tags: required_tags.into_iter().map(Into::into).collect() }
    }
}

/// A tag of users, conversations or messages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TagDefinition {
    /// The title shown to people, 1 to 64 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What the tag holds, at most 256 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl TagDefinition {
    /// A tag without title and description.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// A configuration that an installation fills in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ConfigurationDefinition {
    /// The title shown to people. Sent only for named configurations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What the configuration is for. Sent only for named configurations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The schema of its fields.
    pub schema: Value,
    /// Whether an installation needs an identifier, and the script that gives the link to obtain one.
    #[serde(default, skip_serializing_if = "ConfigurationIdentifier::is_empty")]
    pub identifier: ConfigurationIdentifier,
}

impl ConfigurationDefinition {
    /// A configuration with the schema of its fields.
    #[must_use]
    pub fn new(schema: Value) -> Self {
        Self { schema, ..Self::default() }
    }

    /// Says whether an installation needs an identifier before it is ready.
    #[must_use]
    pub fn identifier_required(mut self, required: bool) -> Self {
        self.identifier.required = Some(required);
        self
    }

    /// Sets the path of the script (`.vrl`) that gives the link under which an installation is authorised.
    #[must_use]
    pub fn link_template_script(mut self, path: impl Into<String>) -> Self {
        self.identifier.link_template_script = Some(path.into());
        self
    }
}

/// How installations with a configuration are identified.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ConfigurationIdentifier {
    /// Whether an identifier is needed before the installation is ready.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// Path of the script (`.vrl`) that gives the link under which an installation is authorised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_template_script: Option<String>,
}

impl ConfigurationIdentifier {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Scripts that find out which installation a webhook request is for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct IdentifierScripts {
    /// Path of the script (`.vrl`) that extracts an installation's identifier from a request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extract_script: Option<String>,
    /// Path of the script (`.vrl`) that answers a request for which no installation was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback_handler_script: Option<String>,
}

impl IdentifierScripts {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What an integration remembers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StateDefinition {
    /// What it belongs to.
    #[serde(rename = "type")]
    pub scope: StateScope,
    /// The schema of what is remembered.
    pub schema: Value,
}

impl StateDefinition {
    /// A state of that scope, with the schema of what is remembered.
    #[must_use]
    pub fn new(scope: StateScope, schema: Value) -> Self {
        Self { scope, schema }
    }
}

/// A thing that the integration deals with, to which interfaces refer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EntityDefinition {
    /// The title shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What the thing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The schema of the thing.
    pub schema: Value,
}

impl EntityDefinition {
    /// An entity with its schema.
    #[must_use]
    pub fn new(schema: Value) -> Self {
        Self { schema, ..Self::default() }
    }
}

/// A secret that is given when the integration is deployed, and reaches it as `SECRET_<NAME>`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SecretDefinition {
    /// Whether the integration works without it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// What the secret is and where to find it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl SecretDefinition {
    /// A required secret.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Says whether the integration works without it.
    #[must_use]
    pub fn optional(mut self, optional: bool) -> Self {
        self.optional = optional;
        self
    }

    /// Sets the description.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }
}

/// Whether an operation beyond the usual ones is wanted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ExtraOperation {
    /// Whether it is.
    pub enabled: bool,
}

impl ExtraOperation {
    /// The operation is wanted, or not.
    #[must_use]
    pub fn new(enabled: bool) -> Self {
        Self { enabled }
    }
}
