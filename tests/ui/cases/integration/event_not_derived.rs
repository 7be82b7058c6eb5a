use botpress_sdk::prelude::*;

struct Greeted;

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", events(Greeted))]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
