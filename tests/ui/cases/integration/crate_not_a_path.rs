use botpress_sdk::prelude::*;

#[derive(Integration)]
#[botpress(crate = "botpress_sdk")]
#[integration(name = "demo", version = "0.1.0")]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
