use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Schema, Serialize, Deserialize)]
struct Text {
    text: String,
}

#[derive(Messages)]
enum Outbound {
    Text(Text),
}

#[derive(Channel)]
#[channel(messages = Outbound)]
struct Dm;

impl Deliver<Dm> for Demo {
    async fn deliver(&self, _: &Context<Self>, _: Outgoing<Dm>) -> Result<()> {
        Ok(())
    }
}

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", channels(Dm), creation(conversation(Dm)))]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
