//! The environment as a value.

use std::{collections::HashMap, fmt, sync::Arc};

use botpress_client::Host;

/// The environment an integration is built from: secrets, base URLs, settings.
///
/// It comes in as a value, so that a test hands in its own without touching the process.
///
/// ```
/// use botpress_core::Env;
///
/// let env = Env::from_iter([("SLACK_API_URL", "http://localhost:9000")]);
/// assert_eq!(env.get("SLACK_API_URL").as_deref(), Some("http://localhost:9000"));
/// assert_eq!(env.get("HOME"), None);
/// ```
#[derive(Clone)]
pub struct Env(Source);

#[derive(Clone)]
enum Source {
    Host(Arc<dyn Host>),
    Map(Arc<HashMap<String, String>>),
}

impl Env {
    /// The environment of a host: the process's own on the native host.
    #[must_use]
    pub fn from_host(host: Arc<dyn Host>) -> Self {
        Self(Source::Host(host))
    }

    /// The variable `name`; `None` when it is not set.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<String> {
        match &self.0 {
            Source::Host(host) => host.env(name),
            Source::Map(map) => map.get(name).cloned(),
        }
    }

    /// The variable `name`, or `default` when it is not set or empty.
    #[must_use]
    pub fn get_or(&self, name: &str, default: &str) -> String {
        self.get(name).filter(|value| !value.is_empty()).unwrap_or_else(|| default.to_owned())
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Env {
    fn from_iter<T: IntoIterator<Item = (K, V)>>(variables: T) -> Self {
        Self(Source::Map(Arc::new(variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect())))
    }
}

impl fmt::Debug for Env {
    /// Values may be secrets: never printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Env(..)")
    }
}
