use botpress_sdk::prelude::*;

#[derive(Messages)]
enum Outbound {
    Text,
}

fn main() {}
