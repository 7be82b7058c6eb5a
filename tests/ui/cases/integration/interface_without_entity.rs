use botpress_sdk::prelude::*;
use ui::Deletable;

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", interfaces(Deletable))]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
