use botpress_sdk::prelude::*;

#[derive(Secrets)]
struct AppSecrets {
    #[secret(name = "SECRET_CLIENT")]
    client: Secret,
}

fn main() {}
