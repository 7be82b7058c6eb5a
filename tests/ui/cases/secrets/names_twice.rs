use botpress_sdk::prelude::*;

#[derive(Secrets)]
struct AppSecrets {
    client: Secret,
    #[secret(name = "CLIENT")]
    other: Secret,
}

fn main() {}
