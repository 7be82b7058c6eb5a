//! What is remembered in Botpress for each bot that uses the integration.

use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

/// How far the members of the workspace have been synchronised.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Schema, State)]
#[state(integration)]
#[serde(rename_all = "camelCase")]
pub struct Sync {
    /// When the latest member that has been synchronised was changed in Slack, in seconds since 1970.
    #[botpress(title = "Users Last Sync Timestamp")]
    pub users_last_sync_ts: Option<f64>,
}

/// The token of installations from before tokens were rotated. It is exchanged when it is next needed.
#[derive(Debug, Clone, Serialize, Deserialize, Schema, State)]
#[state(integration)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// A bot token that does not expire.
    #[botpress(title = "Long-lived access token")]
    pub access_token: Secret,
    /// Not used any more.
    #[botpress(title = "Unused signing secret")]
    pub signing_secret: Secret,
}

/// What Slack granted when the app was installed to the workspace.
#[derive(Debug, Clone, Serialize, Deserialize, Schema, State)]
#[state(integration)]
#[serde(rename_all = "camelCase")]
pub struct OAuthCredentialsV2 {
    /// The token that the Web API is called with.
    #[botpress(title = "Short-lived access token")]
    pub short_lived_access_token: AccessToken,
    /// The token that the next access token is had for; it is good for once.
    #[botpress(title = "Rotating refresh token")]
    pub rotating_refresh_token: RefreshToken,
    /// The scopes that were granted.
    #[botpress(title = "Scopes")]
    pub granted_scopes: Vec<String>,
    /// Slack's id of the app's bot user.
    #[botpress(title = "Slack bot user")]
    pub bot_user_id: String,
    /// Slack's id of the workspace.
    #[botpress(title = "Slack workspace")]
    pub team_id: String,
    /// Not written any more.
    #[botpress(title = "Original refresh token")]
    pub original_refresh_token: Option<String>,
}

/// A token that the Web API is called with.
#[derive(Debug, Clone, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct AccessToken {
    /// The token.
    pub current_access_token: Secret,
    /// When Slack gave it out.
    #[botpress(format = "date-time")]
    pub issued_at: String,
    /// Until when it is good. One that does not expire has a date far away.
    #[botpress(format = "date-time")]
    pub expires_at: String,
}

/// A token that the next access token is had for.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct RefreshToken {
    /// The token; empty when the app does not rotate its tokens.
    pub token: Secret,
    /// When Slack gave it out.
    #[botpress(format = "date-time")]
    pub issued_at: String,
}

/// The Slack app that a bot's owner has brought along.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Schema, State)]
#[state(integration)]
#[serde(rename_all = "camelCase")]
pub struct AppCredentials {
    /// The app's client ID.
    #[botpress(title = "Client ID")]
    pub client_id: Option<String>,
    /// The app's client secret.
    #[botpress(title = "Client Secret")]
    pub client_secret: Option<Secret>,
    /// The secret that Slack signs its requests for the app with.
    #[botpress(title = "Signing Secret")]
    pub signing_secret: Option<Secret>,
    /// The token with which apps are created from a manifest; it is good for once.
    #[botpress(title = "App Configuration Refresh Token")]
    pub app_configuration_refresh_token: Option<Secret>,
}
