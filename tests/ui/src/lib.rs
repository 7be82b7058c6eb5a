//! Compiler messages as tests; see `tests/ui.rs`. Here are the interfaces that cases implement.

use std::marker::PhantomData;

use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

/// Two actions, no entity.
#[derive(Debug, Interface)]
#[interface(name = "typing", version = "1.0.0", actions(StartTyping, StopTyping))]
pub struct Typing;

/// The first.
#[derive(Debug, Action, Schema, Deserialize)]
pub struct StartTyping {}

/// The second.
#[derive(Debug, Action, Schema, Deserialize)]
pub struct StopTyping {}

/// An action and an event about an entity.
#[derive(Debug, Interface)]
#[interface(name = "deletable", version = "1.0.0", entities(Item as E), actions(Delete<E>), events(Deleted<E>))]
pub struct Deletable<E>(PhantomData<E>);

/// The least of the entity.
#[derive(Debug, Entity, Schema)]
pub struct Item {
    /// Which it is.
    pub id: String,
}

/// The action.
#[derive(Debug, Action, Schema, Deserialize)]
pub struct Delete<E> {
    /// Which it is.
    pub id: String,
    #[serde(skip)]
    entity: PhantomData<E>,
}

/// The event.
#[derive(Debug, Event, Schema, Serialize)]
pub struct Deleted<E> {
    /// Which it is.
    pub id: String,
    #[serde(skip)]
    entity: PhantomData<E>,
}

/// An action that answers with the entity.
#[derive(Debug, Interface)]
#[interface(name = "readable", version = "1.0.0", entities(Item as E), actions(Read<E>))]
pub struct Readable<E>(PhantomData<E>);

/// The action.
#[derive(Debug, Action, Schema, Deserialize)]
#[action(output = ReadOutput<E>)]
pub struct Read<E> {
    #[serde(skip)]
    entity: PhantomData<E>,
}

/// What it answers.
#[derive(Debug, Schema, Serialize)]
pub struct ReadOutput<E> {
    /// The entity.
    pub item: E,
}

/// A channel.
#[derive(Debug, Interface)]
#[interface(name = "talking", version = "1.0.0", channels(Line))]
pub struct Talking;

/// The channel.
#[derive(Debug, Channel)]
#[channel(messages = Messages)]
pub struct Line;

/// Its messages.
#[derive(Debug, Messages)]
pub enum Messages {
    /// A text.
    Text(messages::Text),
}
