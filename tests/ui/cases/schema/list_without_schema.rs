use botpress_sdk::prelude::*;
struct Inner;

#[derive(Schema)]
struct Input {
    list: Vec<Inner>,
}

fn main() {}
