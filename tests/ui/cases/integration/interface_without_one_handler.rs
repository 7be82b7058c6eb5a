use botpress_sdk::prelude::*;
use ui::{StartTyping, Typing};

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", interfaces(Typing))]
struct Demo;

impl Handle<StartTyping> for Demo {
    async fn handle(&self, _: &Context<Self>, _: StartTyping) -> Result<()> {
        Ok(())
    }
}

impl Lifecycle for Demo {}

fn main() {}
