//! Configuration and secrets.

use indexmap::IndexMap;
use serde_json::Value;

use crate::{
    Env, MaybeSend, MaybeSync,
    definition::{ConfigurationDefinition, SecretDefinition},
    member::PayloadError,
};

/// The configuration of an integration: a struct, or an enum with a variant per configuration type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a configuration",
    label = "not a configuration",
    note = "derive it: `#[derive(Configuration, Schema, Deserialize)]` above `struct {Self}`"
)]
pub trait Configuration: Sized + MaybeSend + MaybeSync + 'static {
    /// The default configuration; `None` when it has no fields.
    fn definition() -> Option<ConfigurationDefinition>;

    /// The alternatives to the default configuration, by their names on the wire.
    fn alternatives() -> IndexMap<String, ConfigurationDefinition> {
        IndexMap::new()
    }

    /// The configuration of type `kind` (`None`: the default one) from what a bot's owner filled in.
    ///
    /// # Errors
    ///
    /// When there is no such type, or the value does not have its shape; the error names the path.
    fn decode(kind: Option<&str>, value: Value) -> Result<Self, PayloadError>;
}

impl Configuration for () {
    fn definition() -> Option<ConfigurationDefinition> {
        None
    }

    fn decode(_: Option<&str>, _: Value) -> Result<Self, PayloadError> {
        Ok(())
    }
}

/// The secrets of an integration: a struct with a field per secret, read from `SECRET_<NAME>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a set of secrets",
    label = "not a set of secrets",
    note = "derive it: `#[derive(Secrets)]` above `struct {Self}`, with a field of type `Secret` or `Option<Secret>` per secret"
)]
pub trait Secrets: Sized {
    /// Whether each may be missing, and what it is for, by its name in SCREAMING_SNAKE_CASE.
    fn definitions() -> IndexMap<String, SecretDefinition>;

    /// The secrets from the environment.
    ///
    /// # Errors
    ///
    /// [`MissingSecrets`] lists every required secret that is not set or empty.
    fn from_env(env: &Env) -> Result<Self, MissingSecrets>;
}

impl Secrets for () {
    fn definitions() -> IndexMap<String, SecretDefinition> {
        IndexMap::new()
    }

    fn from_env(_: &Env) -> Result<Self, MissingSecrets> {
        Ok(())
    }
}

/// Required secrets that the environment does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("missing required {}: set {}", if .names.len() == 1 { "secret" } else { "secrets" }, variables(.names))]
pub struct MissingSecrets {
    names: Vec<&'static str>,
}

impl MissingSecrets {
    /// The given secrets are missing; names in SCREAMING_SNAKE_CASE, without `SECRET_`.
    #[must_use]
    pub fn new(names: Vec<&'static str>) -> Self {
        Self { names }
    }

    /// The names, without `SECRET_`.
    #[must_use]
    pub fn names(&self) -> &[&'static str] {
        &self.names
    }
}

fn variables(names: &[&str]) -> String {
    names.iter().map(|name| format!("SECRET_{name}")).collect::<Vec<_>>().join(", ")
}
