use botpress_sdk::prelude::*;

#[derive(Secrets)]
struct AppSecrets {
    #[secret(name)]
    client: Secret,
}

fn main() {}
