use botpress_sdk::prelude::*;
use ui::Typing;

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", interfaces(Typing))]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
