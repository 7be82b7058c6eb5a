use botpress_sdk::prelude::*;

#[derive(Secrets)]
enum AppSecrets {
    Client,
}

fn main() {}
