use botpress_sdk::prelude::*;

struct Greet;

impl Handle<Greet> for Demo {
    async fn handle(&self, _: &Context<Self>, _: Greet) -> Result<()> {
        Ok(())
    }
}

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", actions(Greet))]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
