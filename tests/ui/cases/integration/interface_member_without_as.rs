use botpress_sdk::prelude::*;
use ui::{Deletable, Delete};

#[derive(Entity, Schema)]
struct Issue {
    id: String,
}

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", entities(Issue), interfaces(Deletable<Issue>(Delete = "issueDelete")))]
struct Demo;

impl Handle<Delete<Issue>> for Demo {
    async fn handle(&self, _: &Context<Self>, _: Delete<Issue>) -> Result<()> {
        Ok(())
    }
}

impl Lifecycle for Demo {}

fn main() {}
