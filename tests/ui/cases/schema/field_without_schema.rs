use botpress_sdk::prelude::*;
struct Inner;

#[derive(Schema)]
struct Input {
    inner: Inner,
}

fn main() {}
