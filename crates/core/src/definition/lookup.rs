//! The ids of the interfaces that a definition names.

use botpress_api::{endpoint::admin::get_public_interface, error::ErrorKind};
use botpress_client::Client;

use super::{IntegrationDefinition, Resolved};

/// An interface's id could not be found out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LookupError {
    /// The hub has no such interface, or none that is public.
    #[error("interfaces.{key}: there is no interface `{name}` of version {version} in the hub")]
    NotFound {
        /// The key of the statement.
        key: String,
        /// The interface's name.
        name: String,
        /// The version that the definition names.
        version: String,
    },
    /// The hub could not be asked.
    #[error("interfaces.{key}: the hub could not be asked for its id")]
    Client {
        /// The key of the statement.
        key: String,
        /// What went wrong.
        #[source]
        source: botpress_client::Error,
    },
}

impl Resolved {
    /// Looks the interfaces up that the definition implements, as a deployment needs it: their ids are not the same everywhere.
    ///
    /// Botpress Cloud and local Botpress have the platform's own interfaces in their hubs (protocol §3.2). The client needs a personal
    /// access token. What was looked up already is not asked for again.
    ///
    /// # Errors
    ///
    /// [`LookupError`], for the first interface that is not there.
    pub async fn look_up_interfaces(
        mut self,
        definition: &IntegrationDefinition,
        client: &Client,
    ) -> Result<Self, LookupError> {
        for (key, statement) in &definition.interfaces {
            if self.interfaces.contains_key(key) {
                continue;
            }
            let request = get_public_interface::Request::new(&*statement.name, &*statement.version);
            let found = client.send(request).await.map_err(|error| match error {
                botpress_client::Error::Api(error) if error.kind == ErrorKind::ResourceNotFound => {
                    let (name, version) = (statement.name.clone(), statement.version.clone());
                    LookupError::NotFound { key: key.clone(), name, version }
                }
                source => LookupError::Client { key: key.clone(), source },
            })?;
            self = self.interface(key, found.interface.id);
        }
        Ok(self)
    }
}
