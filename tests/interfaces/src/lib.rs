//! A crate of interfaces, as anybody may write one.

use std::marker::PhantomData;

use botpress_sdk::{Channel, Member, definition::ChannelDefinition, prelude::*, schema::Both};
use serde::{Deserialize, Serialize};

/// What plays something can be paused.
#[derive(Debug, Interface)]
#[interface(
    name = "pausable",
    version = "1.2.0",
    title = "Pausable",
    entities(Player as E),
    actions(Pause<E>),
    events(Paused<E>),
    channels(Remote<E>)
)]
pub struct Pausable<E>(PhantomData<E>);

/// The least that a player has.
#[derive(Debug, Serialize, Deserialize, Schema, Entity)]
pub struct Player {
    /// Which player it is.
    pub id: String,
}

/// Pause a player.
#[derive(Debug, Deserialize, Schema, Action)]
#[action(output = PauseOutput<E>)]
pub struct Pause<E> {
    /// The player.
    pub player: E,
}

/// The player that was paused.
#[derive(Debug, Serialize, Schema)]
pub struct PauseOutput<E> {
    /// The player.
    #[botpress(schema_as = Both<E, Player>)]
    pub player: E,
}

/// A player was paused.
#[derive(Debug, Serialize, Deserialize, Schema, Event)]
#[event(attributes("bpActionHiddenInStudio" = "true"))]
pub struct Paused<E> {
    /// The player.
    pub player: E,
}

/// Words for a player.
#[derive(Debug)]
pub struct Remote<E>(PhantomData<E>);

/// What can be said to a player.
#[derive(Debug, Messages)]
pub enum Words {
    /// A text.
    Text(messages::Text),
}

impl<E: botpress_sdk::Entity> Member for Remote<E> {
    const NAME: &'static str = "remote";
}

impl<E: botpress_sdk::Entity> Channel for Remote<E> {
    type Messages = Words;
    type MessageTags = ();
    type ConversationTags = ();

    fn definition() -> ChannelDefinition {
        botpress_sdk::__private::channel::<Self>().title("Remote control")
    }
}
