use botpress_sdk::prelude::*;

#[derive(Integration)]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
