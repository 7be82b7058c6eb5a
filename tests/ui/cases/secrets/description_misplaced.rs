use botpress_sdk::prelude::*;

#[derive(Secrets)]
struct AppSecrets {
    #[secret(title = "Client")]
    client: Secret,
}

fn main() {}
