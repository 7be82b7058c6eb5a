use botpress_sdk::prelude::*;
use ui::{StartTyping, StopTyping, Typing};

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", interfaces(Typing, Typing))]
struct Demo;

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
