//! OAuth: the pages that connect an account, the exchange for tokens, and tokens that are always valid.
//!
//! - [`OAuthApp`] is the app at the provider: the address of its consent page, the exchange of a code, the renewal of tokens.
//! - [`callback`] answers where the provider sends people back to: `/oauth`.
//! - [`Wizard`] serves what has to be asked before that: pages with choices and forms, below `/oauth/wizard/`.
//! - [`Context::oauth_token`] gives the token to call the provider with, from a state of the integration that is a [`TokenState`].
//!   [`Lease`] is the state that keeps processes from renewing it at once.
//!
//! ```
//! # mod botpress_sdk { pub use botpress_core::*; pub mod prelude { pub use botpress_core::*; } }
//! # use botpress_core::{Member, State, definition::{StateDefinition, StateScope}, scope};
//! use botpress_sdk::{oauth::{Connected, Grant, Lease, OAuthApp, TokenState, Tokens, callback}, prelude::*};
//! use serde::{Deserialize, Serialize};
//!
//! /// The account: with `#[derive(State, Schema)]` and `#[state(integration)]`, and listed in `states(..)` beside `Lease`.
//! #[derive(Serialize, Deserialize)]
//! struct Account {
//!     #[serde(flatten)]
//!     tokens: Tokens,
//! }
//! # impl Member for Account { const NAME: &'static str = "account"; }
//! # impl State for Account {
//! #     type Scope = scope::Integration;
//! #     fn definition() -> StateDefinition { StateDefinition::new(StateScope::Integration, serde_json::json!({})) }
//! # }
//!
//! impl TokenState for Account {
//!     fn tokens(&self) -> Tokens {
//!         self.tokens.clone()
//!     }
//!
//!     fn renew(&mut self, tokens: Tokens, _: &Grant) {
//!         self.tokens = tokens;
//!     }
//! }
//!
//! async fn webhook<I: Declares<Account>>(
//!     app: &OAuthApp,
//!     cx: &Context<I>,
//!     request: WebhookRequest,
//! ) -> Result<WebhookResponse> {
//!     let connect = async |code| {
//!         let grant = app.exchange(cx, &code).await?;
//!         cx.state().set(&Account { tokens: grant.tokens(cx.host().now()) }).await?;
//!         Ok(Connected::new())
//!     };
//!     Routes::of(&request)
//!         // where the link in the configuration leads: `{{webhookUrl}}/oauth/wizard/start?state={{webhookId}}`
//!         .get("/oauth/wizard/start", |_| async { Ok(app.authorize(cx)) })
//!         .get("/oauth", |_| callback(cx, &request, connect))
//!         .await
//! }
//!
//! /// And wherever the provider is called:
//! async fn channels<I: Declares<Account> + Declares<Lease>>(app: &OAuthApp, cx: &Context<I>) -> Result<String> {
//!     let token = cx.oauth_token::<Account>(app).await?;
//!     Ok(cx.http().get("https://example.com/channels").bearer(token.expose()).await?.text().await?)
//! }
//! ```

mod app;
mod callback;
mod error;
mod grant;
mod lease;
mod pkce;
mod renewal;
mod tokens;
mod wizard;

pub use app::OAuthApp;
pub use callback::{Connected, callback};
pub use error::OAuthError;
pub use grant::Grant;
pub use lease::Lease;
pub use pkce::Pkce;
pub(crate) use renewal::Renewals;
pub use tokens::{TokenState, Tokens};
pub use wizard::{Choices, Form, Wizard};

use botpress_api::{error::ErrorKind, operation::header};
use http::StatusCode;

use crate::{Context, Integration, WebhookResponse};

/// Where webhooks arrive, when `BP_WEBHOOK_URL` does not say so.
const WEBHOOK_URL: &str = "https://webhook.botpress.cloud";

impl<I: Integration> Context<I> {
    /// The address of this installation's webhook, to enter at another system: `{BP_WEBHOOK_URL}/{webhookId}`.
    #[must_use]
    pub fn webhook_url(&self) -> String {
        format!("{}/{}", webhook_url(self), self.webhook_id())
    }
}

/// The variable of the environment with the address below which the platform receives webhooks (protocol §1.2).
fn webhook_url<I: Integration>(cx: &Context<I>) -> String {
    let url = cx.host().env("BP_WEBHOOK_URL").filter(|url| !url.is_empty());
    url.as_deref().unwrap_or(WEBHOOK_URL).trim_end_matches('/').to_owned()
}

/// Where providers send people back to: the redirect URL to enter at the provider, `{BP_WEBHOOK_URL}/oauth`.
pub fn redirect_uri<I: Integration>(cx: &Context<I>) -> String {
    format!("{}/oauth", webhook_url(cx))
}

/// Sends the browser to `url`, with `GET`.
fn see_other(url: impl Into<String>) -> WebhookResponse {
    WebhookResponse::redirect(url).with_status(StatusCode::SEE_OTHER).with_header(header::DISABLE_INTERSTITIAL, "true")
}

/// The platform's own page at the end (protocol §1.12).
fn ended(webhook_url: &str, failure: Option<&str>) -> WebhookResponse {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("success", if failure.is_none() { "true" } else { "false" });
    query.extend_pairs(failure.map(|message| ("errorMessage", message)));
    let app = webhook_url.replacen("webhook", "app", 1);
    see_other(format!("{app}/oauth/interstitial?{}", query.finish()))
}

/// The sentence for whoever sits at the browser: what the provider said, or what the integration has to say. Anything else only
/// goes to the log.
fn shown<I: Integration>(cx: &Context<I>, error: &crate::Error) -> String {
    let told = error.api().filter(|api| matches!(api.kind, ErrorKind::Runtime | ErrorKind::InvalidPayload));
    let told = told.map(|api| api.message.clone());
    if let Some(message) = told.or_else(|| error.downcast_ref::<OAuthError>().map(ToString::to_string)) {
        cx.logger().for_bot().warn(&*message);
        return message;
    }
    cx.logger().for_bot().error(error.chain());
    "Something went wrong. Try again, and look into the log of the bot if it stays like this.".to_owned()
}
