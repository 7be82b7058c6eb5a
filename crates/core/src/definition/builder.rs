//! The builder: untyped inserts, and one check at the end.

use indexmap::IndexMap;

use super::check::{self, DefinitionErrors, DefinitionProblem};
use super::{
    ActionDefinition, ChannelDefinition, ConfigurationDefinition, EntityDefinition, EventDefinition, ExtraOperation,
    Implementation, IntegrationDefinition, InterfaceStatement, SecretDefinition, StateDefinition, UserDefinition,
    implement::implement,
};
use crate::schema::SchemaOptions;

/// Builds an [`IntegrationDefinition`], member by member, in the order of the calls.
///
/// Inserting a name twice is remembered and reported by [`try_build`](Self::try_build).
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing before `try_build`"]
pub struct IntegrationDefinitionBuilder {
    definition: IntegrationDefinition,
    implementations: Vec<Implementation>,
    schema: SchemaOptions,
    repeated: Vec<DefinitionProblem>,
}

impl IntegrationDefinitionBuilder {
    pub(super) fn new(name: String, version: String) -> Self {
        let definition = IntegrationDefinition { name, version, ..IntegrationDefinition::default() };
        Self { definition, implementations: Vec::new(), schema: SchemaOptions::default(), repeated: Vec::new() }
    }

    /// Sets the title, 1 to 64 characters.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.definition.title = Some(title.into());
        self
    }

    /// Sets the description, at most 256 characters.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.definition.description = Some(description.into());
        self
    }

    /// Sets the path of the icon, an `.svg` file, relative to the package.
    pub fn icon(mut self, path: impl Into<String>) -> Self {
        self.definition.icon = Some(path.into());
        self
    }

    /// Sets the path of the text for the hub, an `.md` file, relative to the package.
    pub fn readme(mut self, path: impl Into<String>) -> Self {
        self.definition.readme = Some(path.into());
        self
    }

    /// Adds an attribute, such as `category`.
    pub fn attribute(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        insert(&mut self.definition.attributes, "attributes", key.into(), value.into(), &mut self.repeated);
        self
    }

    /// Sets the path of the script (`.vrl`) that extracts an installation's identifier from a webhook request.
    pub fn extract_script(mut self, path: impl Into<String>) -> Self {
        self.definition.identifier.extract_script = Some(path.into());
        self
    }

    /// Sets the path of the script (`.vrl`) that answers a webhook request for which no installation was found.
    pub fn fallback_handler_script(mut self, path: impl Into<String>) -> Self {
        self.definition.identifier.fallback_handler_script = Some(path.into());
        self
    }

    /// Sets the default configuration.
    pub fn configuration(mut self, configuration: ConfigurationDefinition) -> Self {
        if self.definition.configuration.replace(configuration).is_some() {
            self.repeated.push(DefinitionProblem::new("configuration", "is declared twice: there is one default"));
        }
        self
    }

    /// Adds a configuration that an installation may choose instead of the default.
    pub fn named_configuration(mut self, name: impl Into<String>, configuration: ConfigurationDefinition) -> Self {
        let configurations = &mut self.definition.configurations;
        insert(configurations, "configurations", name.into(), configuration, &mut self.repeated);
        self
    }

    /// Sets what is declared about users.
    pub fn user(mut self, user: UserDefinition) -> Self {
        self.definition.user = user;
        self
    }

    /// Adds a channel.
    pub fn channel(mut self, name: impl Into<String>, channel: ChannelDefinition) -> Self {
        insert(&mut self.definition.channels, "channels", name.into(), channel, &mut self.repeated);
        self
    }

    /// Adds an action.
    pub fn action(mut self, name: impl Into<String>, action: ActionDefinition) -> Self {
        insert(&mut self.definition.actions, "actions", name.into(), action, &mut self.repeated);
        self
    }

    /// Adds an event.
    pub fn event(mut self, name: impl Into<String>, event: EventDefinition) -> Self {
        insert(&mut self.definition.events, "events", name.into(), event, &mut self.repeated);
        self
    }

    /// Adds a state.
    pub fn state(mut self, name: impl Into<String>, state: StateDefinition) -> Self {
        insert(&mut self.definition.states, "states", name.into(), state, &mut self.repeated);
        self
    }

    /// Adds an entity.
    pub fn entity(mut self, name: impl Into<String>, entity: EntityDefinition) -> Self {
        insert(&mut self.definition.entities, "entities", name.into(), entity, &mut self.repeated);
        self
    }

    /// Implements an interface: takes its members over, and adds the statement that says so.
    ///
    /// They follow the integration's own members, wherever this is called.
    pub fn implement(mut self, implementation: Implementation) -> Self {
        self.implementations.push(implementation);
        self
    }

    /// Adds the statement that an interface is implemented, under its key: `name`, or `name<entity,..>`. Its members are then
    /// for the caller to add; [`implement`](Self::implement) does both.
    pub fn interface(mut self, key: impl Into<String>, statement: InterfaceStatement) -> Self {
        insert(&mut self.definition.interfaces, "interfaces", key.into(), statement, &mut self.repeated);
        self
    }

    /// Adds a secret.
    pub fn secret(mut self, name: impl Into<String>, secret: SecretDefinition) -> Self {
        insert(&mut self.definition.secrets, "secrets", name.into(), secret, &mut self.repeated);
        self
    }

    /// Adds all secrets of a type's declaration.
    pub fn secrets(mut self, secrets: impl IntoIterator<Item = (String, SecretDefinition)>) -> Self {
        for (name, secret) in secrets {
            self = self.secret(name, secret);
        }
        self
    }

    /// Asks for an operation beyond the usual ones, such as `message_updated`.
    pub fn extra_operation(mut self, name: impl Into<String>) -> Self {
        self.definition.extra_operations.insert(name.into(), ExtraOperation::new(true));
        self
    }

    /// Sets how the definition's schemas are written.
    pub fn schema_options(mut self, options: SchemaOptions) -> Self {
        self.schema = options;
        self
    }

    /// The definition, if it keeps the platform's rules.
    ///
    /// # Errors
    ///
    /// [`DefinitionErrors`], with everything that is wrong and the path of the member it is wrong with.
    pub fn try_build(mut self) -> Result<IntegrationDefinition, DefinitionErrors> {
        for implementation in self.implementations {
            self.repeated.extend(implement(&mut self.definition, implementation));
        }
        for (_, schema) in self.definition.schemas_mut() {
            self.schema.apply(schema);
        }
        let mut problems = self.repeated;
        problems.extend(check::problems(&self.definition));
        if problems.is_empty() {
            Ok(self.definition)
        } else {
            Err(DefinitionErrors::new(self.definition.name, problems))
        }
    }
}

fn insert<T>(map: &mut IndexMap<String, T>, kind: &str, name: String, value: T, repeated: &mut Vec<DefinitionProblem>) {
    if map.contains_key(&name) {
        repeated
            .push(DefinitionProblem::new(format!("{kind}.{name}"), "is declared twice: give one of them another name"));
    }
    map.insert(name, value);
}
