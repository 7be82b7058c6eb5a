use botpress_sdk::prelude::*;
use serde::Deserialize;
use std::marker::PhantomData;

#[derive(Entity, Schema)]
struct Player {
    id: String,
}

#[derive(Action, Schema, Deserialize)]
struct Pause<A, B> {
    #[serde(skip)]
    players: PhantomData<(A, B)>,
}

#[derive(Interface)]
#[interface(name = "pausable", version = "0.1.0", entities(Player as A, Player as B), actions(Pause<A, B>))]
struct Pausable<A, B>(PhantomData<(A, B)>);

fn main() {}
