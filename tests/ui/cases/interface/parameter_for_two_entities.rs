use botpress_sdk::prelude::*;
use serde::Deserialize;
use std::marker::PhantomData;

#[derive(Entity, Schema)]
struct Player {
    id: String,
}

#[derive(Entity, Schema)]
struct Radio {
    id: String,
}

#[derive(Action, Schema, Deserialize)]
struct Pause<E> {
    #[serde(skip)]
    player: PhantomData<E>,
}

#[derive(Interface)]
#[interface(name = "pausable", version = "0.1.0", entities(Player as E, Radio as E), actions(Pause<E>))]
struct Pausable<E>(PhantomData<E>);

fn main() {}
