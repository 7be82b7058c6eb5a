use botpress_sdk::prelude::*;

#[derive(Secrets)]
struct AppSecrets {
    #[secret(description = "")]
    client: Secret,
}

fn main() {}
