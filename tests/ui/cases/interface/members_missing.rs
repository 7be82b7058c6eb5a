use botpress_sdk::prelude::*;

#[derive(Interface)]
#[interface(name = "pausable", version = "0.1.0")]
struct Pausable;

fn main() {}
