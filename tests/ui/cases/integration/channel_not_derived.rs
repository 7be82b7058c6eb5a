use botpress_sdk::prelude::*;

struct Dm;
impl Deliver<Dm> for Demo {
    async fn deliver(&self, _: &Context<Self>, _: Outgoing<Dm>) -> Result<()> {
        Ok(())
    }
}

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", channels(Dm))]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
