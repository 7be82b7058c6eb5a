//! What the derives' output refers to. Not for people, and not covered by any promise.
//!
//! One flat list, so that modules can be cut anew without touching the derives. What is more than a name is here to keep the output short.

pub use std::{borrow::Cow, string::String, vec::Vec};

pub use botpress_api::{
    Patch,
    types::{TagPatch, Tags as TagMap},
};
pub use indexmap::IndexMap;
pub use schemars;
pub use serde::{self, Serialize, de::DeserializeOwned};
pub use serde_json::{self, Error as JsonError, Value};

pub use crate::schema::engine::{Element, Field, Flattened, hints, shape};
pub use crate::{
    BoxFuture, Context, Env, MaybeSend, MaybeSync, Result, Schema, Secret, WebhookResponse,
    configuration::{Configuration, MissingSecrets, Secrets},
    decode::decode,
    definition::{
        ActionDefinition, ChannelDefinition, ConfigurationDefinition, CreationDefinition, DefinitionErrors,
        EntityDefinition, EventDefinition, IntegrationDefinition, IntegrationDefinitionBuilder, SecretDefinition,
        StateDefinition, StateScope, TagDefinition, UserDefinition,
    },
    dispatch,
    integration::{Declares, Integration},
    member::{Action, Channel, Entity, Event, Member, Messages, PayloadError, State, scope},
    operation::{Operation, OperationRequest, Reply},
    schema::{SchemaOptions, UnionStyle, encode, schema_of},
    tags::{TagKey, TagValue, Tags, TagsPatch, patch_tag},
};

/// Fails the build with `problem` when two names are equal.
#[track_caller]
pub const fn distinct(names: &[&str], problem: &str) {
    let mut later = 1;
    while later < names.len() {
        let mut earlier = 0;
        while earlier < later {
            assert!(!same(names[earlier].as_bytes(), names[later].as_bytes()), "{}", problem);
            earlier += 1;
        }
        later += 1;
    }
}

/// `==`, which a constant cannot call.
const fn same(a: &[u8], b: &[u8]) -> bool {
    let mut index = 0;
    while index < a.len() && index < b.len() && a[index] == b[index] {
        index += 1;
    }
    index == a.len() && index == b.len()
}

/// A string of its own.
pub fn string(text: &str) -> String {
    text.to_owned()
}

/// The configuration and its alternatives, and what is said of users.
pub fn configure<I: Integration>(
    mut builder: IntegrationDefinitionBuilder,
    create_user: Option<CreationDefinition>,
) -> IntegrationDefinitionBuilder {
    if let Some(configuration) = I::Configuration::definition() {
        builder = builder.configuration(configuration);
    }
    let user = UserDefinition::new().tags(I::UserTags::definitions());
    builder = builder.user(create_user.into_iter().fold(user, UserDefinition::creation));
    I::Configuration::alternatives()
        .into_iter()
        .fold(builder, |builder, (name, alternative)| builder.named_configuration(name, alternative))
}

/// The channel's messages and tags.
pub fn channel<C: Channel>() -> ChannelDefinition {
    let channel = ChannelDefinition::new()
        .message_tags(C::MessageTags::definitions())
        .conversation_tags(C::ConversationTags::definitions());
    C::Messages::schemas().into_iter().fold(channel, |channel, (name, schema)| channel.message(name, schema))
}

/// Creation by the platform, with the tags that have to be given.
pub fn creation(required_tags: &[&str]) -> CreationDefinition {
    CreationDefinition::enabled(required_tags.iter().copied())
}

/// The tag `name`, as the platform has it.
pub fn tag<'a>(tags: &'a TagMap, name: &str) -> Option<&'a str> {
    tags.get(name).map(String::as_str)
}

/// A tag's value, or a problem with its name.
pub fn tag_value<T>(name: &str, value: Result<T, String>) -> Result<T, PayloadError> {
    value.map_err(|problem| PayloadError::new(name, problem))
}

/// The secret `name`, unless it is not set or empty.
pub fn secret(env: &Env, name: &str) -> Option<Secret> {
    env.get(&format!("SECRET_{name}")).filter(|value| !value.is_empty()).map(Secret::new)
}

/// The secret `name`; its name goes to `missing` when it is not there.
pub fn required_secret(env: &Env, name: &'static str, missing: &mut Vec<&'static str>) -> Option<Secret> {
    let secret = secret(env, name);
    if secret.is_none() {
        missing.push(name);
    }
    secret
}

/// The refusal of a configuration type that is not declared.
pub fn unknown_configuration(kind: &str, known: &[&str]) -> PayloadError {
    let known: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
    let known = if known.is_empty() { "only the default one".to_owned() } else { known.join(", ") };
    PayloadError::new("configuration", format!("unknown configuration type `{kind}`; there is {known}"))
}

/// Stands for the messages of a channel that has an error.
#[derive(Debug)]
pub enum NoMessages {}

impl Messages for NoMessages {
    fn schemas() -> IndexMap<String, Value> {
        IndexMap::new()
    }

    fn decode(_: &str, _: Value) -> Option<Result<Self, PayloadError>> {
        None
    }

    fn encode(&self) -> Result<(&'static str, Value), JsonError> {
        match *self {}
    }
}
