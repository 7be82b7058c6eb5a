use botpress_sdk::prelude::*;

#[derive(Entity)]
struct Issue {
    id: String,
}

fn main() {}
