use botpress_sdk::prelude::*;

struct AppSecrets;

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", secrets = AppSecrets)]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
