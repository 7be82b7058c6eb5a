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

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", channels(Dm))]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
