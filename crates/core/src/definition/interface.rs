//! Interfaces in definitions: what one declares, how an integration implements it, and the statement that says so.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::members::Repeated;
use super::{ActionDefinition, ChannelDefinition, EntityDefinition, EventDefinition};
use crate::interface::MemberKind;

/// What an interface declares: the members that an integration takes over when it implements the interface.
///
/// Of an [`Interface`](crate::Interface) with the integration's entities, the schemas have these in their place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InterfaceDefinition {
    /// The name, `typing-indicator` for example.
    pub name: String,
    /// The version, by the rules of semantic versioning.
    pub version: String,
    /// The title shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What the interface is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The entities, each with the least that an integration's must have.
    #[serde(default)]
    pub entities: IndexMap<String, EntityDefinition>,
    /// What a bot can ask for.
    #[serde(default)]
    pub actions: IndexMap<String, ActionDefinition>,
    /// What a bot is told.
    #[serde(default)]
    pub events: IndexMap<String, EventDefinition>,
    /// The channels over which messages travel.
    #[serde(default)]
    pub channels: IndexMap<String, ChannelDefinition>,
    /// Members that were declared more than once, as paths.
    #[serde(skip)]
    pub(super) repeated: Repeated,
}

impl InterfaceDefinition {
    /// An interface without members.
    pub fn new(name: impl Into<String>, version: impl Into<String>) -> Self {
        Self { name: name.into(), version: version.into(), ..Self::default() }
    }

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

    /// Adds an entity; the integration's own must have at least what its schema requires.
    #[must_use]
    pub fn entity(mut self, name: impl Into<String>, entity: EntityDefinition) -> Self {
        insert(&mut self.entities, "entities", name.into(), entity, &mut self.repeated);
        self
    }

    /// Adds an action.
    #[must_use]
    pub fn action(mut self, name: impl Into<String>, action: ActionDefinition) -> Self {
        insert(&mut self.actions, "actions", name.into(), action, &mut self.repeated);
        self
    }

    /// Adds an event.
    #[must_use]
    pub fn event(mut self, name: impl Into<String>, event: EventDefinition) -> Self {
        insert(&mut self.events, "events", name.into(), event, &mut self.repeated);
        self
    }

    /// Adds a channel.
    #[must_use]
    pub fn channel(mut self, name: impl Into<String>, channel: ChannelDefinition) -> Self {
        insert(&mut self.channels, "channels", name.into(), channel, &mut self.repeated);
        self
    }

    /// The names of its members of a kind.
    pub(super) fn members(&self, kind: MemberKind) -> Vec<&str> {
        match kind {
            MemberKind::Action => self.actions.keys().map(String::as_str).collect(),
            MemberKind::Event => self.events.keys().map(String::as_str).collect(),
            MemberKind::Channel => self.channels.keys().map(String::as_str).collect(),
        }
    }
}

fn insert<T>(map: &mut IndexMap<String, T>, kind: &str, name: String, value: T, repeated: &mut Repeated) {
    if map.contains_key(&name) {
        repeated.0.push(format!("{kind}.{name}"));
    }
    map.insert(name, value);
}

/// How an integration implements an interface: which of its entities stand for the interface's, and which members are not
/// taken over as they are.
///
/// ```
/// use botpress_core::definition::{ActionDefinition, Implementation, InterfaceDefinition, IntegrationDefinition, Override};
/// use serde_json::json;
///
/// let nothing = json!({ "type": "object", "properties": {}, "additionalProperties": false });
/// let pausable = InterfaceDefinition::new("pausable", "0.1.0")
///     .action("pause", ActionDefinition::new(nothing.clone(), nothing));
///
/// let definition = IntegrationDefinition::builder("radio", "0.1.0")
///     .implement(Implementation::of(pausable).action("pause", Override::named("beQuiet").title("Be quiet")))
///     .try_build()?;
/// assert_eq!(definition.actions["beQuiet"].title.as_deref(), Some("Be quiet"));
/// assert_eq!(definition.interfaces["pausable"].actions["pause"].name, "beQuiet");
/// # Ok::<_, botpress_core::definition::DefinitionErrors>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "pass it to `implement`"]
pub struct Implementation {
    pub(super) interface: InterfaceDefinition,
    pub(super) entities: IndexMap<String, String>,
    pub(super) overrides: IndexMap<(MemberKind, String), Override>,
}

impl Implementation {
    /// Everything is taken over as it is.
    pub fn of(interface: InterfaceDefinition) -> Self {
        Self { interface, entities: IndexMap::new(), overrides: IndexMap::new() }
    }

    /// The interface's entity `theirs` is the integration's `ours`.
    pub fn entity(mut self, theirs: impl Into<String>, ours: impl Into<String>) -> Self {
        self.entities.insert(theirs.into(), ours.into());
        self
    }

    /// The interface's action is taken over in another way.
    pub fn action(self, theirs: impl Into<String>, taken: Override) -> Self {
        self.member(MemberKind::Action, theirs, taken)
    }

    /// The interface's event is taken over in another way.
    pub fn event(self, theirs: impl Into<String>, taken: Override) -> Self {
        self.member(MemberKind::Event, theirs, taken)
    }

    /// The interface's channel is taken over in another way.
    pub fn channel(self, theirs: impl Into<String>, taken: Override) -> Self {
        self.member(MemberKind::Channel, theirs, taken)
    }

    /// The interface's member of this kind is taken over in another way.
    pub fn member(mut self, kind: MemberKind, theirs: impl Into<String>, taken: Override) -> Self {
        self.overrides.insert((kind, theirs.into()), taken);
        self
    }

    /// The key of the statement: the interface's name, with the integration's entities.
    pub(super) fn key(&self) -> String {
        let theirs = self.interface.entities.keys();
        let ours: Vec<&str> = theirs.filter_map(|theirs| self.entities.get(theirs)).map(String::as_str).collect();
        if ours.is_empty() {
            self.interface.name.clone()
        } else {
            format!("{}<{}>", self.interface.name, ours.join(","))
        }
    }
}

/// What is different about a member of an interface in an integration. What is not set stays as the interface has it.
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use = "pass it to a method of `Implementation`"]
pub struct Override {
    pub(super) name: Option<String>,
    pub(super) own: bool,
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    pub(super) billable: Option<bool>,
    pub(super) cacheable: Option<bool>,
    pub(super) attributes: Option<IndexMap<String, String>>,
}

impl Override {
    /// Nothing is different.
    pub fn new() -> Self {
        Self::default()
    }

    /// The member has another name in the integration.
    pub fn named(name: impl Into<String>) -> Self {
        Self::new().name(name)
    }

    /// The integration's own member of this name stands for the interface's. It has to have all that the interface's has, and
    /// may have more; texts, flags and attributes that it does not have come from the interface.
    pub fn own(name: impl Into<String>) -> Self {
        Self { own: true, ..Self::named(name) }
    }

    /// Sets the name in the integration.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the title shown to people.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets the description.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Says whether a call of the action costs the bot's owner something.
    pub fn billable(mut self, billable: bool) -> Self {
        self.billable = Some(billable);
        self
    }

    /// Says whether the platform may answer from an earlier call of the action with the same input.
    pub fn cacheable(mut self, cacheable: bool) -> Self {
        self.cacheable = Some(cacheable);
        self
    }

    /// Adds an attribute; those of the interface are replaced by what is added here.
    pub fn attribute(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.attributes.get_or_insert_default().insert(key.into(), value.into());
        self
    }
}

/// The statement that the integration implements an interface: which of its own members stand for the interface's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InterfaceStatement {
    /// The interface's name.
    pub name: String,
    /// The interface's version.
    pub version: String,
    /// The interface's entities, each with the integration's.
    #[serde(default)]
    pub entities: IndexMap<String, NameReference>,
    /// The interface's actions, each with the integration's.
    #[serde(default)]
    pub actions: IndexMap<String, NameReference>,
    /// The interface's events, each with the integration's.
    #[serde(default)]
    pub events: IndexMap<String, NameReference>,
    /// The interface's channels, each with the integration's.
    #[serde(default)]
    pub channels: IndexMap<String, NameReference>,
}

impl InterfaceStatement {
    /// A statement about that version of an interface.
    pub fn new(name: impl Into<String>, version: impl Into<String>) -> Self {
        Self { name: name.into(), version: version.into(), ..Self::default() }
    }

    /// The interface's entity `theirs` is the integration's `ours`.
    #[must_use]
    pub fn entity(mut self, theirs: impl Into<String>, ours: impl Into<String>) -> Self {
        self.entities.insert(theirs.into(), NameReference::new(ours));
        self
    }

    /// The interface's action `theirs` is the integration's `ours`.
    #[must_use]
    pub fn action(mut self, theirs: impl Into<String>, ours: impl Into<String>) -> Self {
        self.actions.insert(theirs.into(), NameReference::new(ours));
        self
    }

    /// The interface's event `theirs` is the integration's `ours`.
    #[must_use]
    pub fn event(mut self, theirs: impl Into<String>, ours: impl Into<String>) -> Self {
        self.events.insert(theirs.into(), NameReference::new(ours));
        self
    }

    /// The interface's channel `theirs` is the integration's `ours`.
    #[must_use]
    pub fn channel(mut self, theirs: impl Into<String>, ours: impl Into<String>) -> Self {
        self.channels.insert(theirs.into(), NameReference::new(ours));
        self
    }
}

/// The integration's own name for a member of an interface.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NameReference {
    /// The name.
    pub name: String,
}

impl NameReference {
    /// Refers to the member of that name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }
}
