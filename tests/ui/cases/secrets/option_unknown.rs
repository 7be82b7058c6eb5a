use botpress_sdk::prelude::*;

#[derive(Secrets)]
struct AppSecrets {
    #[secret(descripton = "From the console")]
    client: Secret,
}

fn main() {}
