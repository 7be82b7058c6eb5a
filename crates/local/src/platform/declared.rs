//! What an integration declares, as far as it limits what may be stored and called.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::failure::Failure;
use crate::store::tags::Tagged;

/// The names in a definition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Declared {
    user_tags: Names,
    channels: HashMap<String, Channel>,
    /// State name to type.
    states: HashMap<String, String>,
    events: Names,
    actions: Names,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Channel {
    messages: Names,
    message_tags: Names,
    conversation_tags: Names,
}

type Names = HashSet<String>;

impl Declared {
    /// Reads the body of `createIntegration`. What is not there is not declared.
    pub(crate) fn read(definition: &Value) -> Self {
        let channels = members(&definition["channels"]).map(|(name, channel)| {
            let channel = Channel {
                messages: names(&channel["messages"]),
                message_tags: names(&channel["message"]["tags"]),
                conversation_tags: names(&channel["conversation"]["tags"]),
            };
            (name.clone(), channel)
        });
        let states = members(&definition["states"])
            .filter_map(|(name, state)| Some((name.clone(), state["type"].as_str()?.to_owned())));
        Self {
            user_tags: names(&definition["user"]["tags"]),
            channels: channels.collect(),
            states: states.collect(),
            events: names(&definition["events"]),
            actions: names(&definition["actions"]),
        }
    }

    /// Refuses a channel that is not declared.
    pub(crate) fn channel(&self, at: &str, name: &str) -> Result<(), Failure> {
        if self.channels.contains_key(name) {
            return Ok(());
        }
        Err(undeclared(at, "channel", name, self.channels.keys()))
    }

    /// Refuses a message type that its channel does not declare.
    pub(crate) fn message(&self, at: &str, channel: &str, kind: &str) -> Result<(), Failure> {
        self.channel(at, channel)?;
        known(self.channels.get(channel).map(|channel| &channel.messages), at, "message type", kind)
    }

    /// Refuses a tag that is not declared: by the channel of the conversation or message, or by any channel when none is
    /// given.
    pub(crate) fn tag(&self, at: &str, kind: Tagged, channel: Option<&str>, key: &str) -> Result<(), Failure> {
        let (what, of): (_, fn(&Channel) -> &Names) = match kind {
            Tagged::User => return known(Some(&self.user_tags), at, "user tag", key),
            Tagged::Conversation => ("conversation tag", |channel| &channel.conversation_tags),
            Tagged::Message => ("message tag", |channel| &channel.message_tags),
        };
        match channel {
            Some(channel) => known(self.channels.get(channel).map(of), at, what, key),
            None => known(Some(&self.channels.values().flat_map(of).cloned().collect()), at, what, key),
        }
    }

    /// Refuses a state that is not declared, or is declared for something else.
    pub(crate) fn state(&self, at: &str, kind: &str, name: &str) -> Result<(), Failure> {
        match self.states.get(name) {
            Some(declared) if declared == kind => Ok(()),
            Some(declared) => Err(Failure::invalid(
                at,
                format!("the state `{name}` is declared with type `{declared}`, not `{kind}`"),
            )),
            None => Err(undeclared(at, "state", name, self.states.keys())),
        }
    }

    /// Refuses an event that is not declared.
    pub(crate) fn event(&self, at: &str, name: &str) -> Result<(), Failure> {
        known(Some(&self.events), at, "event", name)
    }

    /// Refuses an action that is not declared.
    pub(crate) fn action(&self, at: &str, name: &str) -> Result<(), Failure> {
        known(Some(&self.actions), at, "action", name)
    }
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

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null())
}

fn names(value: &Value) -> Names {
    members(value).map(|(name, _)| name.clone()).collect()
}
