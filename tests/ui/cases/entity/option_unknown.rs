use botpress_sdk::prelude::*;

#[derive(Entity, Schema)]
#[entity(attributes("a" = "b"))]
struct Issue {
    id: String,
}

fn main() {}
