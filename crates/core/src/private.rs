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

use crate::interface::same;
pub use crate::schema::engine::{Element, Field, Flattened, hints, shape, struct_tag};
pub use crate::{
    BoxFuture, Context, Env, MaybeSend, MaybeSync, Result, Schema, Secret, WebhookResponse,
    configuration::{Configuration, MissingSecrets, Secrets},
    decode::decode,
    definition::{
        ActionDefinition, ChannelDefinition, ConfigurationDefinition, CreationDefinition, DefinitionErrors,
        EntityDefinition, EventDefinition, Implementation, IntegrationDefinition, IntegrationDefinitionBuilder,
        InterfaceDefinition, Override, SecretDefinition, StateDefinition, StateScope, TagDefinition, UserDefinition,
    },
    dispatch,
    integration::{Declares, Integration},
    interface::{
        Answers, Delivers, ImplementedBy, Implements, Interface, InterfaceMember, MemberKind, Taken, TakenAction,
        TakenChannel, TakenEvent, TakenMember, taken_as,
    },
    member::{Action, Channel, Entity, Event, Member, Messages, PayloadError, State, scope},
    operation::{ActionTriggered, MessageCreated, Operation, OperationRequest, Reply},
    schema::{SchemaOptions, UnionStyle, encode, schema_of},
    tags::{TagKey, TagValue, Tags, TagsPatch, patch_tag},
};

/// Fails the build with `problem` when two names are equal, among those that are listed and those that interfaces bring.
#[track_caller]
pub const fn distinct<T>(listed: &[&str], taken: &[&[TakenMember<T>]], problem: &str) {
    let mut index = 0;
    while index < listed.len() {
        assert!(count(listed[index], listed, taken) == 1, "{}", problem);
        index += 1;
    }
    let mut interface = 0;
    while interface < taken.len() {
        let mut index = 0;
        while index < taken[interface].len() {
            if let Some(name) = taken[interface][index].name {
                assert!(count(name, listed, taken) == 1, "{}", problem);
            }
            index += 1;
        }
        interface += 1;
    }
}

/// How often there is a name.
const fn count<T>(name: &str, listed: &[&str], taken: &[&[TakenMember<T>]]) -> usize {
    let mut count = 0;
    let mut index = 0;
    while index < listed.len() {
        count += same(name, listed[index]) as usize;
        index += 1;
    }
    let mut interface = 0;
    while interface < taken.len() {
        let mut index = 0;
        while index < taken[interface].len() {
            if let Some(other) = taken[interface][index].name {
                count += same(name, other) as usize;
            }
            index += 1;
        }
        interface += 1;
    }
    count
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

/// A message on its way to a channel.
pub type Delivery = Box<MessageCreated>;

/// How `I` takes over the member `M` of the interface `X`: under the name, or, without one, with a member of its own in its place.
pub const fn taken<I, X, M>(name: Option<&'static str>) -> Taken
where
    I: Integration,
    M: Member + InterfaceMember<I>,
    M::Interface: Is<X>,
{
    match name {
        Some(name) => Taken::renamed(M::KIND, <M as Member>::NAME, name),
        None => Taken::replaced(M::KIND, <M as Member>::NAME),
    }
}

/// An interface with the integration's entities in place of its own.
pub fn implementation(interface: InterfaceDefinition, entities: &[(&str, &str)]) -> Implementation {
    let all = Implementation::of(interface);
    entities.iter().fold(all, |all, (theirs, ours)| all.entity(*theirs, *ours))
}

/// `Self` and `X` are one type.
#[diagnostic::on_unimplemented(
    message = "this is a member of the interface `{Self}`, not of `{X}`",
    label = "a member of `{Self}`",
    note = "write it behind its own interface"
)]
pub trait Is<X> {}

impl<X> Is<X> for X {}

/// Fails the build with `problem` unless both are of one kind.
#[track_caller]
pub const fn same_kind(a: MemberKind, b: MemberKind, problem: &str) {
    assert!(a as u8 == b as u8, "{}", problem);
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
