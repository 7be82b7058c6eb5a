use botpress_sdk::prelude::*;

#[derive(Channel)]
#[channel(messages)]
struct Dm;

fn main() {}
