//! What an integration declares, as far as it limits what may be stored and called.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::schemas::Schema;
use crate::failure::Failure;
use crate::recording::Veils;
use crate::store::tags::Tagged;

/// The names and schemas in a definition.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    user_tags: Names,
    channels: HashMap<String, Channel>,
    states: HashMap<String, State>,
    events: HashMap<String, Schema>,
    actions: HashMap<String, Action>,
    /// Where secrets are.
    pub(crate) veils: Veils,
}

#[derive(Debug, Default)]
struct Channel {
    messages: HashMap<String, Schema>,
    message_tags: Names,
    conversation_tags: Names,
}

#[derive(Debug)]
struct State {
    kind: String,
    schema: Schema,
}

/// An action's schemas.
#[derive(Debug)]
pub(crate) struct Action {
    pub(crate) input: Schema,
    pub(crate) output: Schema,
}

type Names = HashSet<String>;

impl Declared {
    /// Reads the body of `createIntegration`, which was checked when it came in. What is not there is not declared.
    pub(crate) fn read(definition: &Value) -> Self {
        let mut channels = HashMap::new();
        for (name, channel) in members(&definition["channels"]) {
            let messages = members(&channel["messages"]).map(|(kind, message)| (kind.clone(), schema(message)));
            let channel = Channel {
                messages: messages.collect(),
                message_tags: names(&channel["message"]["tags"]),
                conversation_tags: names(&channel["conversation"]["tags"]),
            };
            channels.insert(name.clone(), channel);
        }
        let mut states = HashMap::new();
        for (name, state) in members(&definition["states"]) {
            if let Some(kind) = state["type"].as_str() {
                states.insert(name.clone(), State { kind: kind.to_owned(), schema: schema(state) });
            }
        }
        let events = members(&definition["events"]).map(|(name, event)| (name.clone(), schema(event)));
        let actions = members(&definition["actions"]).map(|(name, action)| {
            (name.clone(), Action { input: schema(&action["input"]), output: schema(&action["output"]) })
        });
        Self {
            user_tags: names(&definition["user"]["tags"]),
            channels,
            states,
            events: events.collect(),
            actions: actions.collect(),
            veils: Veils::read(definition),
        }
    }

    /// Refuses a channel that is not declared.
    pub(crate) fn channel(&self, at: &str, name: &str) -> Result<(), Failure> {
        get(&self.channels, at, "channel", name).map(drop)
    }

    /// The schema of a message type; refuses one that its channel does not declare.
    pub(crate) fn message(&self, at: &str, channel: &str, kind: &str) -> Result<&Schema, Failure> {
        get(&get(&self.channels, at, "channel", channel)?.messages, at, "message type", kind)
    }

    /// Refuses a tag that is not declared: by the channel of the conversation or message, or by any channel when none is
    /// given.
    pub(crate) fn tag(&self, at: &str, kind: Tagged, channel: Option<&str>, key: &str) -> Result<(), Failure> {
        let (what, of): (_, fn(&Channel) -> &Names) = match kind {
            Tagged::User => return known(Some(&self.user_tags), at, "user tag", key),
            Tagged::Conversation => ("conversation tag", |channel| &channel.conversation_tags),
            Tagged::Message => ("message tag", |channel| &channel.message_tags),
            Tagged::Workflow => return Ok(()),
        };
        match channel {
            Some(channel) => known(self.channels.get(channel).map(of), at, what, key),
            None => known(Some(&self.channels.values().flat_map(of).cloned().collect()), at, what, key),
        }
    }

    /// The schema of a state; refuses one that is not declared, or is declared for something else.
    pub(crate) fn state(&self, at: &str, kind: &str, name: &str) -> Result<&Schema, Failure> {
        let state = get(&self.states, at, "state", name)?;
        if state.kind == kind {
            return Ok(&state.schema);
        }
        let declared = &state.kind;
        Err(Failure::invalid(at, format!("the state `{name}` is declared with type `{declared}`, not `{kind}`")))
    }

    /// The schema of an event; refuses one that is not declared.
    pub(crate) fn event(&self, at: &str, name: &str) -> Result<&Schema, Failure> {
        get(&self.events, at, "event", name)
    }

    /// The schemas of an action; refuses one that is not declared.
    pub(crate) fn action(&self, at: &str, name: &str) -> Result<&Action, Failure> {
        get(&self.actions, at, "action", name)
    }
}

/// The members, without those that are `null`.
fn members(of: &Value) -> impl Iterator<Item = (&String, &Value)> {
    of.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null())
}

fn names(of: &Value) -> Names {
    members(of).map(|(name, _)| name.clone()).collect()
}

/// A schema that is none lets everything through.
fn schema(of: &Value) -> Schema {
    Schema::read(&of["schema"]).unwrap_or_default()
}

fn get<'a, T>(all: &'a HashMap<String, T>, at: &str, what: &str, name: &str) -> Result<&'a T, Failure> {
    all.get(name).ok_or_else(|| undeclared(at, what, name, all.keys()))
}

fn known(names: Option<&Names>, at: &str, what: &str, name: &str) -> Result<(), Failure> {
    match names {
        Some(names) if names.contains(name) => Ok(()),
        names => Err(undeclared(at, what, name, names.into_iter().flatten())),
    }
}

fn undeclared<'a>(at: &str, what: &str, name: &str, declared: impl Iterator<Item = &'a String>) -> Failure {
    let mut declared: Vec<_> = declared.map(|name| format!("`{name}`")).collect();
    declared.sort();
    let declared =
        if declared.is_empty() { "none is".to_owned() } else { format!("declared: {}", declared.join(", ")) };
    Failure::invalid(at, format!("the {what} `{name}` is not declared by the integration ({declared})"))
}
