use botpress_sdk::prelude::*;

struct Workspace;

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", states(Workspace))]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
