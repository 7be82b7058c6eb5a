//! What an integration declares: its name, configuration, channels, actions, events, states and so on.
//!
//! An [`IntegrationDefinition`] is plain data, in the order in which things were declared, built by
//! [`IntegrationDefinition::builder`]. The derives expand to the same builders. It says what the author says: secrets with
//! their description, interface statements without ids, files as paths. What Botpress is sent is the body that
//! [`IntegrationDefinition::to_body`] makes of it.

use std::fmt;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

mod body;
mod builder;
mod check;
mod implement;
mod interface;
pub mod limits;
mod lookup;
mod members;

pub use self::body::{BodyError, Resolved};
pub use self::builder::IntegrationDefinitionBuilder;
pub use self::check::{DefinitionErrors, DefinitionProblem};
pub use self::interface::{Implementation, InterfaceDefinition, InterfaceStatement, NameReference, Override};
pub use self::lookup::LookupError;
pub use self::members::{
    ActionDefinition, ChannelDefinition, ConfigurationDefinition, ConfigurationIdentifier, ConversationDefinition,
    CreationDefinition, EntityDefinition, EventDefinition, ExtraOperation, IdentifierScripts, MessageDefinition,
    MessageTagsDefinition, SchemaDefinition, SecretDefinition, StateDefinition, TagDefinition, UserDefinition,
};

/// Everything that an integration declares.
///
/// ```
/// use botpress_core::definition::{ActionDefinition, IntegrationDefinition};
/// use serde_json::json;
///
/// let schema = json!({ "type": "object", "properties": {}, "additionalProperties": false });
/// let definition = IntegrationDefinition::builder("acme/demo", "0.1.0")
///     .title("Demo")
///     .action("sayHello", ActionDefinition::new(schema.clone(), schema).title("Say hello"))
///     .try_build()?;
/// assert_eq!(definition.actions["sayHello"].title.as_deref(), Some("Say hello"));
/// # Ok::<_, botpress_core::definition::DefinitionErrors>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct IntegrationDefinition {
    /// The name: `name`, or `workspace/name`; lower-case letters, digits, `-` and `_`.
    pub name: String,
    /// The version, by the rules of semantic versioning.
    pub version: String,
    /// The title shown to people, 1 to 64 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What the integration is for, at most 256 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Path of the icon, an `.svg` file, relative to the package.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// Path of the text for the hub, an `.md` file, relative to the package.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub readme: Option<String>,
    /// Attributes, such as `category`; each at most 200 characters.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub attributes: IndexMap<String, String>,
    /// Scripts that find out which installation a webhook request is for.
    #[serde(default, skip_serializing_if = "IdentifierScripts::is_empty")]
    pub identifier: IdentifierScripts,
    /// The default configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration: Option<ConfigurationDefinition>,
    /// Further configurations, of which an installation may choose one instead of the default.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub configurations: IndexMap<String, ConfigurationDefinition>,
    /// Tags of users.
    #[serde(default, skip_serializing_if = "UserDefinition::is_empty")]
    pub user: UserDefinition,
    /// The channels over which messages travel.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub channels: IndexMap<String, ChannelDefinition>,
    /// What the integration remembers.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub states: IndexMap<String, StateDefinition>,
    /// What a bot can ask of the integration.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub actions: IndexMap<String, ActionDefinition>,
    /// What the integration tells bots.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub events: IndexMap<String, EventDefinition>,
    /// The things the integration deals with, to which interfaces refer.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub entities: IndexMap<String, EntityDefinition>,
    /// The interfaces that the integration implements, by key: `name`, or `name<entity,..>`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub interfaces: IndexMap<String, InterfaceStatement>,
    /// The secrets that are given when the integration is deployed.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub secrets: IndexMap<String, SecretDefinition>,
    /// Operations beyond the usual ones, such as `message_updated`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub extra_operations: IndexMap<String, ExtraOperation>,
}

impl IntegrationDefinition {
    /// Starts a definition. Nothing is checked before [`try_build`](IntegrationDefinitionBuilder::try_build).
    pub fn builder(name: impl Into<String>, version: impl Into<String>) -> IntegrationDefinitionBuilder {
        IntegrationDefinitionBuilder::new(name.into(), version.into())
    }

    /// Checks the definition by the platform's rules and reports everything that is wrong with it.
    ///
    /// # Errors
    ///
    /// [`DefinitionErrors`], with the path of each member that breaks a rule.
    pub fn check(&self) -> Result<(), DefinitionErrors> {
        let problems = check::problems(self);
        if problems.is_empty() { Ok(()) } else { Err(DefinitionErrors::new(&self.name, problems)) }
    }

    /// The paths of all files that the definition names: icon, readme and scripts, each once.
    pub fn files(&self) -> Vec<&str> {
        let scripts = [&self.identifier.extract_script, &self.identifier.fallback_handler_script];
        let configurations = self.configuration.iter().chain(self.configurations.values());
        let mut files: Vec<&str> = [&self.icon, &self.readme]
            .into_iter()
            .chain(scripts)
            .chain(configurations.map(|configuration| &configuration.identifier.link_template_script))
            .filter_map(Option::as_deref)
            .collect();
        let mut seen = Vec::new();
        files.retain(|file| {
            !seen.contains(file) && {
                seen.push(*file);
                true
            }
        });
        files
    }

    /// Every schema of the definition with the path of the member it belongs to.
    pub(crate) fn schemas_mut(&mut self) -> Vec<(String, &mut Value)> {
        let mut schemas = Vec::new();
        if let Some(configuration) = &mut self.configuration {
            schemas.push(("configuration.schema".to_owned(), &mut configuration.schema));
        }
        for (name, configuration) in &mut self.configurations {
            schemas.push((format!("configurations.{name}.schema"), &mut configuration.schema));
        }
        for (channel, definition) in &mut self.channels {
            for (message, definition) in &mut definition.messages {
                schemas.push((format!("channels.{channel}.messages.{message}.schema"), &mut definition.schema));
            }
        }
        for (name, state) in &mut self.states {
            schemas.push((format!("states.{name}.schema"), &mut state.schema));
        }
        for (name, action) in &mut self.actions {
            schemas.push((format!("actions.{name}.input.schema"), &mut action.input.schema));
            schemas.push((format!("actions.{name}.output.schema"), &mut action.output.schema));
        }
        for (name, event) in &mut self.events {
            schemas.push((format!("events.{name}.schema"), &mut event.schema));
        }
        for (name, entity) in &mut self.entities {
            schemas.push((format!("entities.{name}.schema"), &mut entity.schema));
        }
        schemas
    }
}

/// What a state belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StateScope {
    /// One per installation of the integration.
    Integration,
    /// One per conversation.
    Conversation,
    /// One per user.
    User,
}

impl StateScope {
    /// The scope as the API writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Integration => "integration",
            Self::Conversation => "conversation",
            Self::User => "user",
        }
    }
}

impl fmt::Display for StateScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
