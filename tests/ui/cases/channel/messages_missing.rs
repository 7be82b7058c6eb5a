use botpress_sdk::prelude::*;

#[derive(Channel)]
#[channel(title = "Direct message")]
struct Dm;

fn main() {}
