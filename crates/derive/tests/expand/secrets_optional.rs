#[derive(Secrets)]
struct AppSecrets {
    sentry_dsn: Option<Secret>,
}
