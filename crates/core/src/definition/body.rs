//! From the definition to the body that Botpress is sent (the official CLI's `createIntegration`).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use botpress_api::definition::{
    ActionBody, ChannelBody, ConfigurationBody, ConfigurationIdentifierBody, CreateIntegrationBody, CreationBody,
    EntityBody, EventBody, ExtraOperationBody, IdentifierBody, InterfaceBody, NameBody, SchemaBody, StateBody, TagBody,
    TaggedBody,
};
use botpress_api::types::StateKind;
use bytes::Bytes;
use indexmap::IndexMap;

use super::{
    ActionDefinition, ChannelDefinition, ConfigurationDefinition, CreationDefinition, EntityDefinition,
    EventDefinition, IntegrationDefinition, InterfaceStatement, NameReference, StateScope, TagDefinition, limits,
};

/// What a definition only names: the contents of its files, and the ids of the interfaces it implements.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Resolved {
    files: IndexMap<String, Bytes>,
    pub(super) interfaces: IndexMap<String, String>,
}

impl Resolved {
    /// Nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The content of a file, under the path by which the definition names it (see [`IntegrationDefinition::files`]).
    pub fn file(mut self, path: impl Into<String>, content: impl Into<Bytes>) -> Self {
        self.files.insert(path.into(), content.into());
        self
    }

    /// The id of an interface, under the key of its statement. Without one, the body's statement has no id. See also
    /// [`look_up_interfaces`](Self::look_up_interfaces).
    pub fn interface(mut self, key: impl Into<String>, id: impl Into<String>) -> Self {
        self.interfaces.insert(key.into(), id.into());
        self
    }
}

/// Why a definition does not make a body.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BodyError {
    /// A file that the definition names was not read in.
    #[error("{member}: the file `{path}` was not read in")]
    MissingFile {
        /// The member that names the file.
        member: String,
        /// Its path.
        path: String,
    },
    /// A script is not UTF-8.
    #[error("{member}: the file `{path}` is not text in UTF-8")]
    NotText {
        /// The member that names the file.
        member: String,
        /// Its path.
        path: String,
    },
    /// A script is longer than the platform allows.
    #[error("{member}: the script `{path}` has {length} characters, at most {} are allowed", limits::SCRIPT_LENGTH)]
    ScriptTooLong {
        /// The member that names the file.
        member: String,
        /// Its path.
        path: String,
        /// Its length, in characters.
        length: usize,
    },
}

impl IntegrationDefinition {
    /// The body of `createIntegration`: files read in, interface statements with the ids that are known.
    ///
    /// What deploying adds (code or URL, visibility, secrets, the SDK's version) is for the caller to set on the body.
    ///
    /// # Errors
    ///
    /// [`BodyError`] when a file is missing in `resolved`, or a script is no text or too long.
    pub fn to_body(&self, resolved: &Resolved) -> Result<CreateIntegrationBody, BodyError> {
        let mut body = CreateIntegrationBody::new(&*self.name, &*self.version);
        body.title.clone_from(&self.title);
        body.description.clone_from(&self.description);
        body.icon = resolved.base64("icon", self.icon.as_deref())?;
        body.readme = resolved.base64("readme", self.readme.as_deref())?;
        body.attributes = filled(&self.attributes).cloned();
        body.identifier = Some(self.identifier_body(resolved)?);
        if let Some(configuration) = &self.configuration {
            body.configuration = Some(configuration_body("configuration", configuration, resolved)?);
        }
        body.configurations = configurations(&self.configurations, resolved)?;
        body.user = tagged(&self.user.tags, self.user.creation.as_ref());
        body.channels = mapped(&self.channels, channel);
        body.states = mapped(&self.states, |state| StateBody::new(kind(state.scope), state.schema.clone()));
        body.actions = mapped(&self.actions, action);
        body.events = mapped(&self.events, event);
        body.entities = mapped(&self.entities, entity);
        let interfaces = self.interfaces.iter();
        body.interfaces =
            Some(interfaces.map(|(key, it)| (key.clone(), interface(it, resolved.interfaces.get(key)))).collect());
        body.extra_operations = mapped(&self.extra_operations, |extra| ExtraOperationBody::new(extra.enabled));
        Ok(body)
    }

    fn identifier_body(&self, resolved: &Resolved) -> Result<IdentifierBody, BodyError> {
        let scripts = &self.identifier;
        let mut body = IdentifierBody::new();
        if let Some(script) = resolved.script("identifier.extractScript", scripts.extract_script.as_deref())? {
            body.extract_script = script.into();
        }
        let fallback = scripts.fallback_handler_script.as_deref();
        if let Some(script) = resolved.script("identifier.fallbackHandlerScript", fallback)? {
            body.fallback_handler_script = script.into();
        }
        Ok(body)
    }
}

impl Resolved {
    fn read(&self, member: &str, path: &str) -> Result<&Bytes, BodyError> {
        let missing = || BodyError::MissingFile { member: member.to_owned(), path: path.to_owned() };
        self.files.get(path).ok_or_else(missing)
    }

    fn base64(&self, member: &str, path: Option<&str>) -> Result<Option<String>, BodyError> {
        path.map(|path| self.read(member, path).map(|content| STANDARD.encode(content))).transpose()
    }

    fn script(&self, member: &str, path: Option<&str>) -> Result<Option<String>, BodyError> {
        let Some(path) = path else { return Ok(None) };
        let (member, path) = (member.to_owned(), path.to_owned());
        let Ok(script) = std::str::from_utf8(self.read(&member, &path)?) else {
            return Err(BodyError::NotText { member, path });
        };
        let length = script.chars().count();
        if length > limits::SCRIPT_LENGTH {
            return Err(BodyError::ScriptTooLong { member, path, length });
        }
        Ok(Some(script.to_owned()))
    }
}

fn configurations(
    configurations: &IndexMap<String, ConfigurationDefinition>,
    resolved: &Resolved,
) -> Result<Option<IndexMap<String, ConfigurationBody>>, BodyError> {
    let bodies = configurations.iter().map(|(name, configuration)| {
        let mut body = configuration_body(&format!("configurations.{name}"), configuration, resolved)?;
        body.title.clone_from(&configuration.title);
        body.description.clone_from(&configuration.description);
        Ok((name.clone(), body))
    });
    let bodies: IndexMap<_, _> = bodies.collect::<Result<_, _>>()?;
    Ok((!bodies.is_empty()).then_some(bodies))
}

/// A configuration without title and description, which the default one is sent without.
fn configuration_body(
    member: &str,
    configuration: &ConfigurationDefinition,
    resolved: &Resolved,
) -> Result<ConfigurationBody, BodyError> {
    let mut identifier = ConfigurationIdentifierBody::new();
    identifier.required = configuration.identifier.required;
    let script = configuration.identifier.link_template_script.as_deref();
    if let Some(script) = resolved.script(&format!("{member}.identifier.linkTemplateScript"), script)? {
        identifier.link_template_script = script.into();
    }
    let mut body = ConfigurationBody::new(configuration.schema.clone());
    body.identifier = Some(identifier);
    Ok(body)
}

fn channel(channel: &ChannelDefinition) -> ChannelBody {
    let messages =
        channel.messages.iter().map(|(name, message)| (name.clone(), SchemaBody::new(message.schema.clone())));
    let mut body = ChannelBody::new(messages.collect::<IndexMap<_, _>>());
    body.title.clone_from(&channel.title);
    body.description.clone_from(&channel.description);
    body.message = tagged(&channel.message.tags, None);
    body.conversation = tagged(&channel.conversation.tags, channel.conversation.creation.as_ref());
    body
}

fn tagged(tags: &IndexMap<String, TagDefinition>, creation: Option<&CreationDefinition>) -> Option<TaggedBody> {
    let mut body = TaggedBody::new();
    body.tags = mapped(tags, |tag| {
        let mut body = TagBody::new();
        body.title.clone_from(&tag.title);
        body.description.clone_from(&tag.description);
        body
    });
    body.creation = creation.map(|creation| CreationBody::new(creation.enabled, creation.required_tags.clone()));
    (body.tags.is_some() || body.creation.is_some()).then_some(body)
}

fn kind(scope: StateScope) -> StateKind {
    match scope {
        StateScope::Integration => StateKind::Integration,
        StateScope::Conversation => StateKind::Conversation,
        StateScope::User => StateKind::User,
    }
}

fn action(action: &ActionDefinition) -> ActionBody {
    let schema = |schema: &super::SchemaDefinition| SchemaBody::new(schema.schema.clone());
    let mut body = ActionBody::new(schema(&action.input), schema(&action.output));
    body.title.clone_from(&action.title);
    body.description.clone_from(&action.description);
    body.billable = action.billable;
    body.cacheable = action.cacheable;
    body.attributes = filled(&action.attributes).cloned();
    body
}

fn event(event: &EventDefinition) -> EventBody {
    let mut body = EventBody::new(event.schema.clone());
    body.title.clone_from(&event.title);
    body.description.clone_from(&event.description);
    body.attributes = filled(&event.attributes).cloned();
    body
}

fn entity(entity: &EntityDefinition) -> EntityBody {
    let mut body = EntityBody::new(entity.schema.clone());
    body.title.clone_from(&entity.title);
    body.description.clone_from(&entity.description);
    body
}

fn interface(statement: &InterfaceStatement, id: Option<&String>) -> InterfaceBody {
    let names = |names: &IndexMap<String, NameReference>| -> IndexMap<String, NameBody> {
        names.iter().map(|(theirs, ours)| (theirs.clone(), NameBody::new(&*ours.name))).collect()
    };
    let mut body = InterfaceBody::new(
        names(&statement.entities),
        names(&statement.actions),
        names(&statement.events),
        names(&statement.channels),
    );
    body.id = id.cloned();
    body.name = Some(statement.name.clone());
    body.version = Some(statement.version.clone());
    body
}

/// A map with its values rewritten; none if it is empty, since the platform's tools send no empty members.
fn mapped<T, U>(map: &IndexMap<String, T>, f: impl Fn(&T) -> U) -> Option<IndexMap<String, U>> {
    filled(map).map(|map| map.iter().map(|(name, value)| (name.clone(), f(value))).collect())
}

fn filled<T>(map: &IndexMap<String, T>) -> Option<&IndexMap<String, T>> {
    (!map.is_empty()).then_some(map)
}
