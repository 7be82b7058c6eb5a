use botpress_sdk::prelude::*;

#[derive(Messages)]
enum Outbound<T> {
    Text(T),
}

fn main() {}
