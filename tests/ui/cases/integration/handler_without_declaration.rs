use botpress_sdk::prelude::*;
use serde::Deserialize;

#[derive(Action, Schema, Deserialize)]
struct Greet {
    name: String,
}

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0")]
struct Demo;

impl Lifecycle for Demo {}

impl Handle<Greet> for Demo {
    async fn handle(&self, _: &Context<Self>, _: Greet) -> Result<()> {
        Ok(())
    }
}

fn main() {}
