use botpress_sdk::prelude::*;
use serde::Deserialize;
use std::marker::PhantomData;

#[derive(Entity, Schema)]
struct Player {
    id: String,
}

#[derive(Action, Schema, Deserialize)]
struct Pause {}

#[derive(Interface)]
#[interface(name = "pausable", version = "0.1.0", entities(Player as E), actions(Pause))]
struct Pausable<E>(PhantomData<E>);

fn main() {}
