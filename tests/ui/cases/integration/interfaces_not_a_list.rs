use botpress_sdk::prelude::*;

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", interfaces = ui::Typing)]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
