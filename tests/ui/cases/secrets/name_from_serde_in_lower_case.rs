use botpress_sdk::prelude::*;

#[derive(Secrets)]
#[serde(rename_all = "camelCase")]
struct AppSecrets {
    client_secret: Secret,
}

fn main() {}
