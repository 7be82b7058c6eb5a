//! Takes the members of an interface over into a definition, as the official SDK's `extend` does (protocol §3.1).

use std::mem;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::check::DefinitionProblem;
use super::{
    ActionDefinition, ChannelDefinition, EventDefinition, Implementation, IntegrationDefinition, InterfaceDefinition,
    InterfaceStatement, NameReference, Override,
};
use crate::{interface::MemberKind, schema};

/// Adds the interface's members and the statement. What cannot be right is reported.
pub(super) fn implement(
    definition: &mut IntegrationDefinition,
    implementation: Implementation,
) -> Vec<DefinitionProblem> {
    let key = implementation.key();
    let path = format!("interfaces.{key}");
    let mut problems = Vec::new();
    let Implementation { mut interface, entities, mut overrides } = implementation;
    for member in mem::take(&mut interface.repeated.0) {
        problems.push(DefinitionProblem::new(format!("{path}.{member}"), "the interface declares it twice"));
    }
    for (kind, member) in overrides.keys() {
        let known = interface.members(*kind);
        if !known.contains(&member.as_str()) {
            let message = format!("the interface has no such {kind}; it has {}", listed(&known));
            problems.push(DefinitionProblem::new(format!("{path}.{}.{member}", kind.as_str()), message));
        }
    }
    let mut statement = InterfaceStatement::new(mem::take(&mut interface.name), mem::take(&mut interface.version));
    statement.entities = mapped(definition, &interface, &entities, &path, &mut problems);
    let mut take = Take { path: &path, overrides: &mut overrides, problems: &mut problems };
    statement.actions = take.members(interface.actions, &mut definition.actions);
    statement.events = take.members(interface.events, &mut definition.events);
    statement.channels = take.members(interface.channels, &mut definition.channels);
    if definition.interfaces.insert(key, statement).is_some() {
        problems.push(DefinitionProblem::new(path, "is implemented twice for the same entities: leave one out"));
    }
    problems
}

/// The integration's entities in place of the interface's, each of which has what the interface asks of it.
fn mapped(
    definition: &IntegrationDefinition,
    interface: &InterfaceDefinition,
    entities: &IndexMap<String, String>,
    path: &str,
    problems: &mut Vec<DefinitionProblem>,
) -> IndexMap<String, NameReference> {
    let mut mapped = IndexMap::new();
    for (theirs, base) in &interface.entities {
        let path = format!("{path}.entities.{theirs}");
        let Some(ours) = entities.get(theirs) else {
            problems.push(DefinitionProblem::new(path, "is none of the integration's entities: say which one it is"));
            continue;
        };
        if let Some(entity) = definition.entities.get(ours) {
            for problem in lacks(&entity.schema, &base.schema) {
                problems.push(DefinitionProblem::new(&path, format!("the entity `{ours}` {problem}")));
            }
        }
        mapped.insert(theirs.clone(), NameReference::new(ours));
    }
    for theirs in entities.keys().filter(|theirs| !interface.entities.contains_key(*theirs)) {
        let known: Vec<&str> = interface.entities.keys().map(String::as_str).collect();
        let message = format!("the interface has no such entity; it has {}", listed(&known));
        problems.push(DefinitionProblem::new(format!("{path}.entities.{theirs}"), message));
    }
    mapped
}

/// Members of one interface on their way into a definition.
struct Take<'a> {
    path: &'a str,
    overrides: &'a mut IndexMap<(MemberKind, String), Override>,
    problems: &'a mut Vec<DefinitionProblem>,
}

impl Take<'_> {
    fn members<T: Takeable>(
        &mut self,
        theirs: IndexMap<String, T>,
        ours: &mut IndexMap<String, T>,
    ) -> IndexMap<String, NameReference> {
        let mut names = IndexMap::new();
        for (member, definition) in theirs {
            let taken = self.overrides.swap_remove(&(T::KIND, member.clone())).unwrap_or_default();
            let name = taken.name.clone().unwrap_or_else(|| member.clone());
            names.insert(member.clone(), NameReference::new(&*name));
            self.member(&member, definition, name, taken, ours);
        }
        names
    }

    fn member<T: Takeable>(
        &mut self,
        member: &str,
        theirs: T,
        name: String,
        taken: Override,
        ours: &mut IndexMap<String, T>,
    ) {
        let kinds = T::KIND.as_str();
        if T::KIND != MemberKind::Action && (taken.billable.is_some() || taken.cacheable.is_some()) {
            let message = format!("only actions are billable or cacheable, and this is an interface's {}", T::KIND);
            self.problems.push(DefinitionProblem::new(format!("{}.{kinds}.{member}", self.path), message));
        }
        match ours.get_mut(&name) {
            Some(own) if taken.own => {
                for (place, problem) in own.stand_for(theirs) {
                    let path = format!("{kinds}.{name}{place}");
                    let message = format!("stands for `{member}` of `{}`, but {problem}", self.path);
                    self.problems.push(DefinitionProblem::new(path, message));
                }
            }
            Some(_) => {
                let message = format!(
                    "is declared twice: `{}` brings `{member}` under this name as well. Give one of them another name, \
                     or let your own stand for the interface's",
                    self.path
                );
                self.problems.push(DefinitionProblem::new(format!("{kinds}.{name}"), message));
            }
            // That it is missing is found with the statement.
            None if taken.own => {}
            None => {
                ours.insert(name, theirs.overridden(taken));
            }
        }
    }
}

/// A member that can come from an interface.
trait Takeable: Sized {
    const KIND: MemberKind;

    /// As the interface has it, but for what the integration says.
    fn overridden(self, taken: Override) -> Self;

    /// Takes over what the interface's member has and this one, which stands for it, has not. The answer is what makes that
    /// impossible, each with the place within the member.
    fn stand_for(&mut self, theirs: Self) -> Vec<(String, String)>;
}

impl Takeable for ActionDefinition {
    const KIND: MemberKind = MemberKind::Action;

    fn overridden(mut self, taken: Override) -> Self {
        self.title = taken.title.or(self.title);
        self.description = taken.description.or(self.description);
        self.billable = taken.billable.or(self.billable);
        self.cacheable = taken.cacheable.or(self.cacheable);
        self.attributes = taken.attributes.unwrap_or(self.attributes);
        self
    }

    fn stand_for(&mut self, theirs: Self) -> Vec<(String, String)> {
        self.title = self.title.take().or(theirs.title);
        self.description = self.description.take().or(theirs.description);
        self.billable = self.billable.or(theirs.billable);
        self.cacheable = self.cacheable.or(theirs.cacheable);
        fill(&mut self.attributes, theirs.attributes);
        let input = merge(&mut self.input.schema, &theirs.input.schema, Flow::In);
        let output = merge(&mut self.output.schema, &theirs.output.schema, Flow::Out);
        let input = input.into_iter().map(|problem| (".input.schema".to_owned(), problem));
        input.chain(output.into_iter().map(|problem| (".output.schema".to_owned(), problem))).collect()
    }
}

impl Takeable for EventDefinition {
    const KIND: MemberKind = MemberKind::Event;

    fn overridden(mut self, taken: Override) -> Self {
        self.title = taken.title.or(self.title);
        self.description = taken.description.or(self.description);
        self.attributes = taken.attributes.unwrap_or(self.attributes);
        self
    }

    fn stand_for(&mut self, theirs: Self) -> Vec<(String, String)> {
        self.title = self.title.take().or(theirs.title);
        self.description = self.description.take().or(theirs.description);
        fill(&mut self.attributes, theirs.attributes);
        let problems = merge(&mut self.schema, &theirs.schema, Flow::Out);
        problems.into_iter().map(|problem| (".schema".to_owned(), problem)).collect()
    }
}

impl Takeable for ChannelDefinition {
    const KIND: MemberKind = MemberKind::Channel;

    fn overridden(mut self, taken: Override) -> Self {
        self.title = taken.title.or(self.title);
        self.description = taken.description.or(self.description);
        self
    }

    fn stand_for(&mut self, theirs: Self) -> Vec<(String, String)> {
        self.title = self.title.take().or(theirs.title);
        self.description = self.description.take().or(theirs.description);
        fill(&mut self.message.tags, theirs.message.tags);
        fill(&mut self.conversation.tags, theirs.conversation.tags);
        let mut problems = Vec::new();
        for (name, message) in theirs.messages {
            match self.messages.get_mut(&name) {
                Some(own) => {
                    let found = merge(&mut own.schema, &message.schema, Flow::In);
                    problems.extend(found.into_iter().map(|problem| (format!(".messages.{name}.schema"), problem)));
                }
                None => problems.push((String::new(), format!("carries no message `{name}`"))),
            }
        }
        problems
    }
}

/// Which way a value goes.
#[derive(Clone, Copy, PartialEq)]
enum Flow {
    /// The integration reads it: it may not ask for more than the interface gives.
    In,
    /// The integration writes it: it has to give all that the interface promises.
    Out,
}

/// The fields of both objects; of two that have one name, the interface's. What is wrong with that is the answer.
fn merge(own: &mut Value, theirs: &Value, flow: Flow) -> Vec<String> {
    // What is wrong with either alone is reported elsewhere.
    if own == theirs || !schema::errors_in(own).is_empty() || !schema::errors_in(theirs).is_empty() {
        return Vec::new();
    }
    if let (Some(ours), Some(theirs)) = (values(own), values(theirs)) {
        *own = json!({ "type": "object", "additionalProperties": { "allOf": [ours, theirs] } });
        return Vec::new();
    }
    let (Some(ours), Some(fields)) = (fields(own), fields(theirs)) else {
        return vec!["has another shape than the interface's".to_owned()];
    };
    let problems = match flow {
        Flow::In => required(own)
            .filter(|name| !required(theirs).any(|other| other == *name))
            .map(|name| format!("asks for `{name}`, which the interface does not: make it an `Option`"))
            .chain(conflicts(ours, fields, flow))
            .collect(),
        Flow::Out => lacks(own, theirs),
    };
    let mut properties = ours.clone();
    properties.extend(fields.clone());
    let names = properties.keys().filter(|name| {
        let decides = if fields.contains_key(*name) { theirs } else { &*own };
        required(decides).any(|other| other == *name)
    });
    let names: Vec<String> = names.cloned().collect();
    let mut merged = json!({ "type": "object", "properties": properties });
    if !names.is_empty() {
        merged["required"] = json!(names);
    }
    merged["additionalProperties"] = Value::Bool(false);
    *own = merged;
    problems
}

/// What a schema would have to have, going by another one, and has not.
fn lacks(own: &Value, theirs: &Value) -> Vec<String> {
    let (Some(ours), Some(fields)) = (fields(own), fields(theirs)) else {
        return vec!["has another shape than the interface's".to_owned()];
    };
    let missing = required(theirs).filter_map(|name| {
        if !ours.contains_key(name) {
            Some(format!("has no `{name}`, which the interface has: add the field"))
        } else if !required(own).any(|other| other == name) {
            Some(format!("may lack `{name}`, which the interface always has: let it be no `Option`"))
        } else {
            None
        }
    });
    missing.chain(conflicts(ours, fields, Flow::Out)).collect()
}

/// Fields that both have, with types that do not go together.
fn conflicts<'a>(
    own: &'a Map<String, Value>,
    theirs: &'a Map<String, Value>,
    flow: Flow,
) -> impl Iterator<Item = String> + 'a {
    theirs.iter().filter_map(move |(name, theirs)| {
        let (ours, theirs) = (own.get(name)?.get("type")?, theirs.get("type")?);
        let fits = ours == theirs || (flow == Flow::Out && ours == "integer" && theirs == "number");
        (!fits).then(|| format!("has `{name}` as {}, and the interface as {}", plain(ours), plain(theirs)))
    })
}

fn plain(kind: &Value) -> String {
    kind.as_str().map_or_else(|| kind.to_string(), str::to_owned)
}

fn fields(schema: &Value) -> Option<&Map<String, Value>> {
    schema.get("properties")?.as_object()
}

/// The schema of the values of a map.
fn values(schema: &Value) -> Option<&Value> {
    if schema.get("properties").is_some() {
        return None;
    }
    schema.get("additionalProperties").filter(|values| values.is_object())
}

fn required(schema: &Value) -> impl Iterator<Item = &str> {
    schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// Adds what is not there yet.
fn fill<T>(map: &mut IndexMap<String, T>, others: IndexMap<String, T>) {
    for (name, value) in others {
        map.entry(name).or_insert(value);
    }
}

fn listed(names: &[&str]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
