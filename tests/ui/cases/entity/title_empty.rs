use botpress_sdk::prelude::*;

#[derive(Entity, Schema)]
#[entity(title = "")]
struct Issue {
    id: String,
}

fn main() {}
