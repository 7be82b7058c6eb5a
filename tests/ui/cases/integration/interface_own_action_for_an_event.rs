use botpress_sdk::prelude::*;
use serde::Deserialize;
use ui::{Deletable, Delete, Deleted};

#[derive(Entity, Schema)]
struct Issue {
    id: String,
}

#[derive(Action, Schema, Deserialize)]
struct DeleteIssue {
    id: String,
}

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", actions(DeleteIssue), entities(Issue), interfaces(Deletable<Issue>(Deleted as DeleteIssue)))]
struct Demo;

impl Handle<Delete<Issue>> for Demo {
    async fn handle(&self, _: &Context<Self>, _: Delete<Issue>) -> Result<()> {
        Ok(())
    }
}

impl Handle<DeleteIssue> for Demo {
    async fn handle(&self, _: &Context<Self>, _: DeleteIssue) -> Result<()> {
        Ok(())
    }
}

impl Lifecycle for Demo {}

fn main() {}
