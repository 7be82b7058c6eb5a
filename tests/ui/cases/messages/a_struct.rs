use botpress_sdk::prelude::*;

#[derive(Messages)]
struct Outbound;

fn main() {}
