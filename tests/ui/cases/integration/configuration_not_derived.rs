use botpress_sdk::prelude::*;

struct Config;

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", configuration = Config)]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
