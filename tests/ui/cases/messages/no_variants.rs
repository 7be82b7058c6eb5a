use botpress_sdk::prelude::*;

#[derive(Messages)]
enum Outbound {}

fn main() {}
