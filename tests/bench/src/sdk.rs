//! The integration that is measured.

use std::process::ExitCode;

use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Integration)]
#[integration(name = "bench", version = "0.1.0", configuration = Config, channels(Channel), actions(Echo))]
struct Bench;

#[derive(Configuration, Schema, Deserialize)]
struct Config {
    #[expect(dead_code, reason = "parsed, as every integration's is")]
    token: Option<String>,
}

#[derive(Action, Schema, Deserialize)]
#[action(output = Echoed)]
struct Echo {
    text: String,
}

#[derive(Schema, Serialize)]
struct Echoed {
    text: String,
}

#[derive(Channel)]
#[channel(messages = Messages)]
struct Channel;

#[derive(Messages)]
enum Messages {
    Text(messages::Text),
}

impl Handle<Echo> for Bench {
    async fn handle(&self, _: &Context<Self>, input: Echo) -> Result<Echoed> {
        Ok(Echoed { text: input.text })
    }
}

impl Deliver<Channel> for Bench {
    async fn deliver(&self, _: &Context<Self>, out: Outgoing<Channel>) -> Result<()> {
        let Messages::Text(text) = out.message;
        std::hint::black_box(text);
        Ok(())
    }
}

impl Lifecycle for Bench {}

pub(crate) fn run() -> ExitCode {
    botpress_sdk::run(|_| Ok(Bench))
}
