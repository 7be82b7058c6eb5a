//! Socket Mode: real Slack on a machine that Slack cannot call (docs.slack.dev/apis/events-api/using-socket-mode).
//!
//! What happens in Slack comes through a WebSocket that is opened from here. Each of it is handed to the integration's webhook, signed
//! as if Slack had called that, and acknowledged when the webhook has taken it; what is not acknowledged, Slack sends again. So
//! everything behind the webhook is as it always is.
//!
//! - `client`: stays connected, and hands on what comes
//! - `connection`: one WebSocket
//! - `envelope`: what comes through it

#[cfg(not(target_arch = "wasm32"))]
mod client;
#[cfg(not(target_arch = "wasm32"))]
mod connection;
#[cfg(not(target_arch = "wasm32"))]
mod envelope;

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

/// A connection to Slack, and the webhook that it leads to: that of the bot for which the integration was registered last.
#[derive(Debug, Clone, Default)]
pub struct SocketMode {
    webhook: Arc<Mutex<Option<String>>>,
}

impl SocketMode {
    /// The manifest of a Slack app that hears through such a connection, to paste where apps are made
    /// (docs.slack.dev/reference/app-manifest).
    #[must_use]
    pub fn manifest() -> Value {
        let mut manifest = crate::oauth::manifest("Botpress", "", "");
        // Slack calls no address, and sends nobody to one.
        for (part, address) in [
            ("/settings/event_subscriptions", "request_url"),
            ("/settings/interactivity", "request_url"),
            ("/oauth_config", "redirect_urls"),
        ] {
            if let Some(Value::Object(part)) = manifest.pointer_mut(part) {
                part.shift_remove(address);
            }
        }
        manifest["settings"]["socket_mode_enabled"] = true.into();
        // The token is copied from the app's page, and has to last.
        manifest["settings"]["token_rotation_enabled"] = false.into();
        manifest
    }

    /// Hands what comes to this webhook from now on.
    pub(crate) fn lead_to(&self, webhook_url: &str) {
        *self.webhook.lock().unwrap_or_else(PoisonError::into_inner) = Some(webhook_url.to_owned());
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl SocketMode {
    /// Stays connected to Slack for as long as it is polled. The environment of `host` has the token of the app
    /// (`SLACK_APP_TOKEN`, with the scope `connections:write`) and its signing secret.
    ///
    /// # Errors
    ///
    /// What only a person can change: the token is missing or not the right one, or Socket Mode was turned off. Everything else
    /// passes by, and is tried again.
    pub async fn run(self, host: Arc<botpress_sdk::NativeHost>) -> botpress_sdk::Result<()> {
        Err(client::Client::new(self, host)?.stay_connected().await)
    }

    fn webhook(&self) -> Option<String> {
        self.webhook.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
