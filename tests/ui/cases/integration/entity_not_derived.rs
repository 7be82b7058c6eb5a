use botpress_sdk::prelude::*;

struct Issue;

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", entities(Issue))]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
