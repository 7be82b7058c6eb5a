//! The bodies that create and update an integration, and a [bot].
//!
//! Everything that the platform may add is kept: each object has `extra`, with the keys that this version does not
//! know. Maps keep their order. In an update `null` removes an entry, so its maps hold `Option`s: the same types with
//! another parameter.

use crate::Object;
use crate::types::StateKind;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

pub mod bot;

body! {
    /// The body of `createIntegration`.
    pub struct CreateIntegrationBody {
        required {
            /// `<workspace handle>/<name>`, or `<name>` for Botpress' own.
            name: String,
            /// The version, as in semantic versioning.
            version: String,
        }
        optional {
            /// The default configuration.
            configuration: ConfigurationBody,
            /// The other configurations, by name.
            configurations: IndexMap<String, ConfigurationBody>,
            /// The states, by name.
            states: IndexMap<String, StateBody>,
            /// The events, by name.
            events: IndexMap<String, EventBody>,
            /// The actions, by name.
            actions: IndexMap<String, ActionBody>,
            /// The entities, by name.
            entities: IndexMap<String, EntityBody>,
            /// Free attributes, `category` for example; values have at most 200 characters.
            attributes: IndexMap<String, String>,
            /// The scripts that tell webhooks to the integration as a whole apart.
            identifier: IdentifierBody,
            /// Operations to be sent beyond the usual ones, by name.
            extra_operations: IndexMap<String, ExtraOperationBody>,
            /// The channels, by name.
            channels: IndexMap<String, ChannelBody>,
            /// What users of the integration have.
            user: TaggedBody,
            /// The interfaces that it implements, by a key like `listable<issue>`.
            interfaces: IndexMap<String, InterfaceBody>,
            /// The version of the SDK.
            sdk_version: String,
            /// The secrets' values, by name.
            secrets: SecretValues,
            /// The title, 1 to 64 characters.
            title: String,
            /// The description, at most 256 characters.
            description: String,
            /// The icon, SVG in base64.
            icon: String,
            /// The page in the hub, Markdown in base64.
            readme: String,
            /// The bundle, JavaScript.
            code: String,
            /// Where the integration is served, when it is not uploaded.
            url: String,
            /// Who may install it.
            visibility: Visibility,
            /// Whether it is under development, and only for its author.
            dev: bool,
            /// The runtime's layers.
            layers: Vec<String>,
            /// How long an operation may take, in seconds.
            max_execution_time: u32,
        }
    }
}

body! {
    /// The body of `updateIntegration`. What is absent stays, `null` in a map removes.
    pub struct UpdateIntegrationBody {
        optional {
            /// The default configuration.
            configuration: ConfigurationBody,
            /// The other configurations, by name.
            configurations: IndexMap<String, Option<ConfigurationBody>>,
            /// The states, by name.
            states: IndexMap<String, Option<StateBody>>,
            /// The events, by name.
            events: IndexMap<String, Option<EventUpdate>>,
            /// The actions, by name.
            actions: IndexMap<String, Option<ActionUpdate>>,
            /// The entities, by name.
            entities: IndexMap<String, Option<EntityBody>>,
            /// Free attributes.
            attributes: IndexMap<String, Option<String>>,
            /// The scripts that tell webhooks to the integration as a whole apart.
            identifier: IdentifierBody,
            /// Operations to be sent beyond the usual ones; those that are not named stay.
            extra_operations: IndexMap<String, Option<ExtraOperationBody>>,
            /// The channels, by name.
            channels: IndexMap<String, Option<ChannelUpdate>>,
            /// What users of the integration have.
            user: TaggedUpdate,
            /// The interfaces that it implements.
            interfaces: IndexMap<String, Option<InterfaceBody>>,
            /// The version of the SDK.
            sdk_version: String,
            /// The secrets' values, by name; `null` removes.
            secrets: SecretValues,
            /// The title.
            title: String,
            /// The description.
            description: String,
            /// The icon, SVG in base64.
            icon: String,
            /// The page in the hub, Markdown in base64.
            readme: String,
            /// The bundle, JavaScript.
            code: String,
            /// Who may install it.
            visibility: Visibility,
            /// The runtime's layers.
            layers: Vec<String>,
            /// How long an operation may take, in seconds.
            max_execution_time: u32,
        }
        patch {
            /// Where the integration is served.
            url: String,
        }
    }
}

/// An event in an update.
pub type EventUpdate = EventBody<Option<String>>;
/// An action in an update.
pub type ActionUpdate = ActionBody<Option<String>>;
/// A channel in an update.
pub type ChannelUpdate = ChannelBody<Option<SchemaBody>, Option<TagBody>>;
/// What has tags in an update.
pub type TaggedUpdate = TaggedBody<Option<TagBody>>;

body! {
    /// A configuration.
    pub struct ConfigurationBody {
        required {
            /// Its JSON Schema; `null` stands for an absent one, which an update leaves as it is.
            #[serde(default, skip_serializing_if = "Value::is_null")]
            schema: Value,
        }
        optional {
            /// Its title; only of named configurations.
            title: String,
            /// Its description; only of named configurations.
            description: String,
            /// How the bot's owner links an account to it.
            identifier: ConfigurationIdentifierBody,
        }
    }
}

body! {
    /// How the bot's owner links an account to a configuration.
    pub struct ConfigurationIdentifierBody {
        optional {
            /// Whether it works only once it is linked.
            required: bool,
        }
        patch {
            /// The script, in VRL, that makes the link; at most 2000 characters. `null` removes it in an update.
            link_template_script: String,
        }
    }
}

body! {
    /// The scripts, in VRL, that tell webhooks to the integration as a whole apart; each has at most 2000 characters.
    pub struct IdentifierBody {
        patch {
            /// Takes the identifier out of a request. `null` removes it in an update.
            extract_script: String,
            /// Answers what no installation claims. `null` removes it in an update.
            fallback_handler_script: String,
        }
    }
}

body! {
    /// A state.
    pub struct StateBody {
        required {
            /// What it is kept for.
            kind = "type": StateKind,
            /// Its JSON Schema.
            schema: Value,
        }
    }
}

body! {
    /// An event.
    pub struct EventBody<A = String> {
        required {
            /// Its JSON Schema.
            schema: Value,
        }
        optional {
            /// Its title.
            title: String,
            /// Its description.
            description: String,
            /// Free attributes.
            attributes: IndexMap<String, A>,
        }
    }
}

body! {
    /// An action.
    pub struct ActionBody<A = String> {
        required {
            /// What it takes.
            input: SchemaBody,
            /// What it gives.
            output: SchemaBody,
        }
        optional {
            /// Its title.
            title: String,
            /// Its description.
            description: String,
            /// Whether its cost is charged.
            billable: bool,
            /// Whether its answers may be kept.
            cacheable: bool,
            /// Free attributes.
            attributes: IndexMap<String, A>,
        }
    }
}

body! {
    /// Something with nothing but a schema.
    pub struct SchemaBody {
        required {
            /// Its JSON Schema.
            schema: Value,
        }
    }
}

body! {
    /// A channel.
    pub struct ChannelBody<M = SchemaBody, T = TagBody> {
        required {
            /// The types of messages, by name.
            #[serde(default = "IndexMap::new")]
            messages: IndexMap<String, M>,
        }
        optional {
            /// Its title.
            title: String,
            /// Its description.
            description: String,
            /// What its messages have.
            message: TaggedBody<T>,
            /// What its conversations have.
            conversation: TaggedBody<T>,
        }
    }
}

body! {
    /// What users, conversations or messages have.
    pub struct TaggedBody<T = TagBody> {
        optional {
            /// The tags, by name.
            tags: IndexMap<String, T>,
            /// Whether the bot may ask for one. Deprecated by the platform.
            creation: CreationBody,
        }
    }
}

body! {
    /// Whether the bot may ask for a user or a conversation.
    pub struct CreationBody {
        required {
            /// Whether it may.
            enabled: bool,
            /// The tags that it has to give.
            required_tags: Vec<String>,
        }
    }
}

body! {
    /// A tag.
    pub struct TagBody {
        optional {
            /// Its title, at most 64 characters.
            title: String,
            /// Its description, at most 256 characters.
            description: String,
        }
    }
}

body! {
    /// An entity.
    pub struct EntityBody {
        required {
            /// Its JSON Schema.
            schema: Value,
        }
        optional {
            /// Its title.
            title: String,
            /// Its description.
            description: String,
        }
    }
}

body! {
    /// How an interface is implemented: the integration's name for each of the interface's.
    pub struct InterfaceBody {
        required {
            /// The entities.
            #[serde(default)]
            entities: IndexMap<String, NameBody>,
            /// The actions.
            #[serde(default)]
            actions: IndexMap<String, NameBody>,
            /// The events.
            #[serde(default)]
            events: IndexMap<String, NameBody>,
            /// The channels.
            #[serde(default)]
            channels: IndexMap<String, NameBody>,
        }
        optional {
            /// The interface's id; absent until it is looked up.
            id: String,
            /// The interface's name.
            name: String,
            /// The interface's version.
            version: String,
        }
    }
}

body! {
    /// The integration's name for something of an interface.
    pub struct NameBody {
        required {
            /// The name.
            name: String,
        }
    }
}

body! {
    /// An operation to be sent beyond the usual ones.
    pub struct ExtraOperationBody {
        required {
            /// Whether it is sent.
            enabled: bool,
        }
    }
}

/// A configuration that does not say anything.
impl Default for ConfigurationBody {
    fn default() -> Self {
        Self::new(Value::Null)
    }
}

/// No scripts.
impl Default for IdentifierBody {
    fn default() -> Self {
        Self::new()
    }
}

/// No tags.
impl<T> Default for TaggedBody<T> {
    fn default() -> Self {
        Self::new()
    }
}

open_enum! {
    /// Who may install an integration.
    pub enum Visibility {
        /// Everybody, and the hub shows it.
        Public = "public",
        /// Its workspace.
        Private = "private",
        /// Everybody who knows its name.
        Unlisted = "unlisted",
    }
}

/// Values of secrets by name; `None` (`null`) removes. `Debug` shows the names alone.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretValues(pub IndexMap<String, Option<String>>);

impl fmt::Debug for SecretValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// What somebody configured, tokens for example, by name. `Debug` shows the names alone.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConfigurationValues(pub Object);

impl From<Object> for ConfigurationValues {
    fn from(values: Object) -> Self {
        Self(values)
    }
}

impl fmt::Debug for ConfigurationValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
