use botpress_sdk::prelude::*;

/// Automates things. Automates things. Automates things. Automates things. Automates things. Automates things. Automates things. Automates things. Automates things. Automates things. 
/// Automates more. Automates more. Automates more. Automates more. Automates more. Automates more. Automates more. Automates more. 
///
/// Details.
#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0")]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
