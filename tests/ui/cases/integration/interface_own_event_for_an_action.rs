use botpress_sdk::prelude::*;
use serde::Serialize;
use ui::{Deletable, Delete};

#[derive(Entity, Schema)]
struct Issue {
    id: String,
}

#[derive(Event, Schema, Serialize)]
struct IssueDeleted {
    id: String,
}

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", events(IssueDeleted), entities(Issue), interfaces(Deletable<Issue>(Delete as IssueDeleted)))]
struct Demo;

impl Handle<Delete<Issue>> for Demo {
    async fn handle(&self, _: &Context<Self>, _: Delete<Issue>) -> Result<()> {
        Ok(())
    }
}

impl Lifecycle for Demo {}

fn main() {}
