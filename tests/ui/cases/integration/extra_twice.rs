use botpress_sdk::prelude::*;

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", extra(message_status_changed, message_status_changed), catch_all)]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
