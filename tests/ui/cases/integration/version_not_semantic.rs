use botpress_sdk::prelude::*;

#[derive(Integration)]
#[integration(name = "demo", version = "1.0")]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
