use botpress_sdk::prelude::*;

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", description = "Automates things. Automates things. Automates things. Automates things. Automates things. Automates things. Automates things. Automates things. Automates things. Automates things. Automates things. Automates things. Automates things. Automates things. Automates things. ")]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
