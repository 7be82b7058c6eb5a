use botpress_sdk::prelude::*;

#[derive(Entity, Schema)]
#[entity(name = "the issue")]
struct Issue {
    id: String,
}

fn main() {}
