use botpress_sdk::prelude::*;

#[derive(Messages)]
enum Outbound {
    Text(String, String),
}

fn main() {}
