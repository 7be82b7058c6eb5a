//! How the app comes to its tokens.

use botpress_sdk::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use super::{SlackApi, SlackError, WebApi};

/// Who an app is, to Slack.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) secret: Secret,
}

/// What a token was exchanged for.
#[derive(Debug, Deserialize)]
pub(crate) struct Exchanged {
    pub(crate) access_token: Secret,
    pub(crate) refresh_token: Option<Secret>,
    /// In seconds.
    pub(crate) expires_in: Option<u64>,
    /// Separated by commas.
    #[serde(default)]
    pub(crate) scope: String,
}

impl Exchanged {
    /// A token that does not expire, as it is.
    pub(crate) fn lasting(access_token: Secret) -> Self {
        Self { access_token, refresh_token: None, expires_in: None, scope: String::new() }
    }
}

/// Whose token it is.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Identity {
    pub(crate) team: String,
    pub(crate) team_id: String,
    pub(crate) user_id: String,
    /// What the token may do, separated by commas; said beside the answer.
    #[serde(rename = "x-oauth-scopes")]
    pub(crate) scopes: String,
}

impl WebApi {
    /// A token that expires, for one that does not.
    pub(crate) async fn exchange_token(&self, client: &Client, token: &Secret) -> Result<Exchanged, SlackError> {
        let call = self.call("oauth.v2.exchange").arg("client_id", &client.id);
        call.arg("client_secret", client.secret.expose()).arg("token", token.expose()).send().await
    }
}

impl SlackApi {
    /// Whose token it is.
    pub(crate) async fn identity(&self) -> Result<Identity, SlackError> {
        self.repeatable("auth.test").send().await
    }

    /// Gives the token back; it is no error when it is not good any more.
    pub(crate) async fn revoke(&self) -> Result<(), SlackError> {
        // Not another one in its place.
        let revoked = super::Call { source: None, ..self.repeatable("auth.revoke") }.send::<Value>().await;
        revoked.map(drop).or_else(|error| if error.is_about_the_token() { Ok(()) } else { Err(error) })
    }
}
