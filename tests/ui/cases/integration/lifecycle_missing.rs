use botpress_sdk::prelude::*;

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0")]
struct Demo;

fn main() {}
