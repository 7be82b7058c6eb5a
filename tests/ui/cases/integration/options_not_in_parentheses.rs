use botpress_sdk::prelude::*;

#[derive(Integration)]
#[integration = "demo"]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
