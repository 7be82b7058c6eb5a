use botpress_sdk::prelude::*;
use ui::Talking;

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", interfaces(Talking))]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
