use botpress_sdk::prelude::*;

struct Pause;

#[derive(Interface)]
#[interface(name = "pausable", version = "0.1.0", actions(Pause))]
struct Pausable;

fn main() {}
