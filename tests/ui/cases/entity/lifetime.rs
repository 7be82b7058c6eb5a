use botpress_sdk::prelude::*;

#[derive(Entity, Schema)]
struct Issue<'a> {
    id: &'a str,
}

fn main() {}
