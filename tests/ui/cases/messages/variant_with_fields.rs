use botpress_sdk::prelude::*;

#[derive(Messages)]
enum Outbound {
    Text { text: String },
}

fn main() {}
