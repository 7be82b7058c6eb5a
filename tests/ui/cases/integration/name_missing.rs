use botpress_sdk::prelude::*;

#[derive(Integration)]
#[integration(version = "0.1.0")]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
