use botpress_sdk::prelude::*;

#[derive(Integration)]
#[integration(name = "acme/", version = "0.1.0")]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
