#[derive(Secrets)]
pub struct AppSecrets {
    /// Found under "Basic information".
    signing_secret: Secret,
    #[secret(name = "CLIENT")]
    client_secret: Secret,
    sentry_dsn: Option<Secret>,
}
