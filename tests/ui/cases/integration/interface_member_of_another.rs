use botpress_sdk::prelude::*;
use ui::{Deletable, Delete, StartTyping, StopTyping, Typing};

#[derive(Entity, Schema)]
struct Issue {
    id: String,
}

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", entities(Issue), interfaces(Typing(Delete<Issue> as "deleteIt"), Deletable<Issue>))]
struct Demo;

impl Handle<Delete<Issue>> for Demo {
    async fn handle(&self, _: &Context<Self>, _: Delete<Issue>) -> Result<()> {
        Ok(())
    }
}

impl Handle<StartTyping> for Demo {
    async fn handle(&self, _: &Context<Self>, _: StartTyping) -> Result<()> {
        Ok(())
    }
}

impl Handle<StopTyping> for Demo {
    async fn handle(&self, _: &Context<Self>, _: StopTyping) -> Result<()> {
        Ok(())
    }
}

impl Lifecycle for Demo {}

fn main() {}
