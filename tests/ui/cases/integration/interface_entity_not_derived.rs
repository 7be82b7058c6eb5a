use botpress_sdk::prelude::*;
use ui::Deletable;

struct Issue;

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", interfaces(Deletable<Issue>))]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
