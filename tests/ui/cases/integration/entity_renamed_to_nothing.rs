use botpress_sdk::prelude::*;

#[derive(Entity, Schema)]
struct Issue {
    id: String,
}

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", entities(Issue as ""))]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
