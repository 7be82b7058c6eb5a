use botpress_sdk::prelude::*;

#[derive(Secrets)]
struct AppSecrets {
    client_secret: Option<String>,
}

fn main() {}
