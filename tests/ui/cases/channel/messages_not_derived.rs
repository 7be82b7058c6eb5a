use botpress_sdk::prelude::*;

struct Outbound;

#[derive(Channel)]
#[channel(messages = Outbound)]
struct Dm;

fn main() {}
