//! Apps that are made from a manifest, and connections of apps without a public address.

use botpress_sdk::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use super::{SlackApi, SlackError, WebApi};

/// An app that was just made.
#[derive(Debug, Deserialize)]
pub(crate) struct CreatedApp {
    pub(crate) credentials: CreatedCredentials,
}

#[derive(Debug, Deserialize)]
pub(crate) struct CreatedCredentials {
    pub(crate) client_id: String,
    pub(crate) client_secret: Secret,
    pub(crate) signing_secret: Secret,
}

#[cfg(not(target_arch = "wasm32"))]
#[derive(Deserialize)]
struct OpenConnection {
    url: String,
}

/// A token with which apps are made, and the one for the next such token.
#[derive(Debug, Deserialize)]
pub(crate) struct ConfigurationToken {
    pub(crate) token: Secret,
    pub(crate) refresh_token: Secret,
}

impl WebApi {
    /// The next configuration token; the refresh token is used up by it.
    pub(crate) async fn rotate_configuration_token(
        &self,
        refresh_token: &Secret,
    ) -> Result<ConfigurationToken, SlackError> {
        self.call("tooling.tokens.rotate").arg("refresh_token", refresh_token.expose()).send().await
    }
}

impl SlackApi {
    /// Asks whether a manifest is one; the answer names what is wrong with it.
    pub(crate) async fn validate_manifest(&self, manifest: &Value) -> Result<(), SlackError> {
        self.repeatable("apps.manifest.validate").arg("manifest", manifest).done().await
    }

    /// Makes an app.
    pub(crate) async fn create_app(&self, manifest: &Value) -> Result<CreatedApp, SlackError> {
        self.once("apps.manifest.create").arg("manifest", manifest).send().await
    }

    /// The address of a WebSocket through which the app hears; good for one, and for some seconds. Takes the token of an app.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) async fn open_connection(&self) -> Result<String, SlackError> {
        Ok(self.repeatable("apps.connections.open").send::<OpenConnection>().await?.url)
    }
}
