use botpress_sdk::prelude::*;

#[derive(Entity, Schema)]
#[entity(description = "")]
struct Issue {
    id: String,
}

fn main() {}
