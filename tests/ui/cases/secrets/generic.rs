use botpress_sdk::prelude::*;

#[derive(Secrets)]
struct AppSecrets<T> {
    client: T,
}

fn main() {}
