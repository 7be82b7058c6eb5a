//! What an integration declares, as far as it limits what may be stored and called.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::schemas::Schema;
use crate::failure::Failure;
use crate::store::tags::Tagged;

/// A schema may have this many bytes as JSON.
const LARGEST_SCHEMA: usize = 102_400;
/// How many of each a definition may have, and tags for each thing that has some.
const MOST_EVENTS: usize = 20;
const MOST_CHANNELS: usize = 10;
const MOST_MESSAGES: usize = 20;
const MOST_STATES: usize = 20;
const MOST_TAGS: usize = 50;
const MOST_SECRETS: usize = 25;

/// The names and schemas in a definition.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    user_tags: Names,
    channels: HashMap<String, Channel>,
    states: HashMap<String, State>,
    events: HashMap<String, Schema>,
    actions: HashMap<String, Action>,
    /// What is wrong with the definition. A schema that is none lets everything through.
    pub(crate) problems: Vec<String>,
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
    /// Reads the body of `createIntegration`. What is not there is not declared.
    pub(crate) fn read(definition: &Value) -> Self {
        let mut reader = Reader::default();
        let mut channels = HashMap::new();
        for (name, channel) in reader.members("channels", definition, MOST_CHANNELS) {
            let at = format!("channels.{name}");
            let mut messages = HashMap::new();
            for (kind, message) in reader.members(&format!("{at}.messages"), channel, MOST_MESSAGES) {
                messages.insert(kind.clone(), reader.schema(&format!("{at}.messages.{kind}.schema"), message));
            }
            let channel = Channel {
                messages,
                message_tags: reader.tags(&format!("{at}.message.tags"), &channel["message"]),
                conversation_tags: reader.tags(&format!("{at}.conversation.tags"), &channel["conversation"]),
            };
            channels.insert(name.clone(), channel);
        }
        let mut states = HashMap::new();
        for (name, state) in reader.members("states", definition, MOST_STATES) {
            let schema = reader.schema(&format!("states.{name}.schema"), state);
            if let Some(kind) = state["type"].as_str() {
                states.insert(name.clone(), State { kind: kind.to_owned(), schema });
            }
        }
        let mut events = HashMap::new();
        for (name, event) in reader.members("events", definition, MOST_EVENTS) {
            events.insert(name.clone(), reader.schema(&format!("events.{name}.schema"), event));
        }
        let mut actions = HashMap::new();
        for (name, action) in reader.members("actions", definition, usize::MAX) {
            let input = reader.schema(&format!("actions.{name}.input.schema"), &action["input"]);
            let output = reader.schema(&format!("actions.{name}.output.schema"), &action["output"]);
            actions.insert(name.clone(), Action { input, output });
        }
        reader.members("secrets", definition, MOST_SECRETS);
        let user_tags = reader.tags("user.tags", &definition["user"]);
        Self { user_tags, channels, states, events, actions, problems: reader.problems }
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

/// Collects what is wrong while a definition is read.
#[derive(Default)]
struct Reader {
    problems: Vec<String>,
}

impl Reader {
    /// The members of the last part of `at` in `of`, without those that are `null`.
    fn members<'a>(&mut self, at: &str, of: &'a Value, most: usize) -> Vec<(&'a String, &'a Value)> {
        let key = at.rsplit('.').next().unwrap_or(at);
        let members: Vec<_> = of[key].as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()).collect();
        if members.len() > most {
            self.problems.push(format!("{at}: has {} members, {most} are allowed", members.len()));
        }
        members
    }

    fn tags(&mut self, at: &str, of: &Value) -> Names {
        self.members(at, of, MOST_TAGS).into_iter().map(|(name, _)| name.clone()).collect()
    }

    fn schema(&mut self, at: &str, of: &Value) -> Schema {
        let schema = &of["schema"];
        let size = schema.to_string().len();
        if size > LARGEST_SCHEMA {
            self.problems.push(format!("{at}: has {size} bytes, {LARGEST_SCHEMA} are allowed"));
        }
        Schema::read(schema).unwrap_or_else(|problem| {
            self.problems.push(format!("{at}: {problem}"));
            Schema::default()
        })
    }
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
