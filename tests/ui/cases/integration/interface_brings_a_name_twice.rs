use botpress_sdk::prelude::*;
use serde::Deserialize;
use ui::{StartTyping, StopTyping, Typing};

#[derive(Action, Schema, Deserialize)]
struct Greet {
    name: String,
}

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", actions(Greet as "startTyping"), interfaces(Typing))]
struct Demo;

impl Handle<Greet> for Demo {
    async fn handle(&self, _: &Context<Self>, _: Greet) -> Result<()> {
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
