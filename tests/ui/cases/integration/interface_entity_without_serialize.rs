use botpress_sdk::prelude::*;
use ui::Readable;

#[derive(Entity, Schema)]
struct Issue {
    id: String,
}

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", entities(Issue), interfaces(Readable<Issue>))]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
