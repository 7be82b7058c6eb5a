use botpress_sdk::prelude::*;

#[derive(Integration)]
#[integration(name = "demo")]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
