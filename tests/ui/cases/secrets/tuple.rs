use botpress_sdk::prelude::*;

#[derive(Secrets)]
struct AppSecrets(Secret);

fn main() {}
