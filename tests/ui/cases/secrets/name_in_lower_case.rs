use botpress_sdk::prelude::*;

#[derive(Secrets)]
struct AppSecrets {
    #[secret(name = "client-secret")]
    client_secret: Secret,
}

fn main() {}
