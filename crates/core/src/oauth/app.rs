//! An app at a provider.

use std::{fmt, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{StatusCode, Uri};
use serde_json::Value;

use super::{Grant, OAuthError, Pkce, redirect_uri, see_other};
use crate::{Context, Integration, Result, Secret, WebhookResponse, member::PayloadError};

/// An app that is registered with a provider: how people consent to it, and how it gets tokens (RFC 6749).
///
/// ```
/// # use botpress_core::{Secret, oauth::OAuthApp};
/// # use std::time::Duration;
/// # fn example(client_id: &str, client_secret: Secret) -> OAuthApp {
/// OAuthApp::new(client_id, client_secret)
///     .authorize_url("https://slack.com/oauth/v2/authorize")
///     .token_url("https://slack.com/api/oauth.v2.access")
///     .scopes(["chat:write", "users:read"])
///     .scope_separator(",")
///     .renew_ahead(Duration::from_secs(2 * 60 * 60))
///     .final_errors(["invalid_refresh_token", "token_revoked"])
/// # }
/// ```
///
/// An answer whose JSON has an `error`, or an `ok` that is false, is a refusal whatever its status, as with Slack and GitHub.
#[derive(Clone)]
pub struct OAuthApp {
    client_id: String,
    client_secret: Secret,
    authorize_url: String,
    token_url: String,
    scopes: Vec<String>,
    scope_separator: &'static str,
    parameters: Vec<(String, String)>,
    basic_auth: bool,
    final_errors: Vec<String>,
    pkce: Option<Pkce>,
    pub(super) renew_ahead: Duration,
}

/// How long a provider may take to answer.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The errors of the standard (RFC 6749 §5.2) that stay the same however often one tries.
const FINAL_ERRORS: [&str; 5] =
    ["invalid_grant", "invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_scope"];

impl OAuthApp {
    /// The app with these credentials. The provider's addresses are to be set.
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            authorize_url: String::new(),
            token_url: String::new(),
            scopes: Vec::new(),
            scope_separator: " ",
            parameters: Vec::new(),
            basic_auth: false,
            final_errors: FINAL_ERRORS.map(str::to_owned).into(),
            pkce: None,
            renew_ahead: Duration::from_secs(5 * 60),
        }
    }

    /// Where people consent: the provider's authorization endpoint.
    #[must_use]
    pub fn authorize_url(mut self, url: impl Into<String>) -> Self {
        self.authorize_url = url.into();
        self
    }

    /// Where tokens come from: the provider's token endpoint.
    #[must_use]
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = url.into();
        self
    }

    /// What people are asked to consent to.
    #[must_use]
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// What stands between scopes; a space, as in the standard, unless set.
    #[must_use]
    pub fn scope_separator(mut self, separator: &'static str) -> Self {
        self.scope_separator = separator;
        self
    }

    /// Adds a parameter to the address of the consent page: `access_type=offline`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Sends the credentials in the header `Authorization` and not, as most providers want it, in the body.
    #[must_use]
    pub fn basic_auth(mut self) -> Self {
        self.basic_auth = true;
        self
    }

    /// Adds codes of errors after which trying again is useless, to those of the standard.
    #[must_use]
    pub fn final_errors<S: Into<String>>(mut self, codes: impl IntoIterator<Item = S>) -> Self {
        self.final_errors.extend(codes.into_iter().map(Into::into));
        self
    }

    /// Has the round trip proven: [`authorization_url`](Self::authorization_url) tells the challenge, [`exchange`](Self::exchange) the verifier.
    #[must_use]
    pub fn pkce(mut self, pkce: Pkce) -> Self {
        self.pkce = Some(pkce);
        self
    }

    /// How long before they expire tokens are renewed; 5 minutes unless set.
    #[must_use]
    pub fn renew_ahead(mut self, ahead: Duration) -> Self {
        self.renew_ahead = ahead;
        self
    }

    /// The address of the page where people consent. Enter `{BP_WEBHOOK_URL}/oauth` at the provider as the redirect URL; the
    /// `state` is the webhook's id, by which Botpress finds the installation.
    pub fn authorization_url<I: Integration>(&self, cx: &Context<I>) -> String {
        let mut url = self.authorize_url.clone();
        if !url.contains('?') {
            url.push('?');
        }
        let start = url.find('?').map_or(url.len(), |mark| mark + 1);
        let mut query = form_urlencoded::Serializer::for_suffix(url, start);
        query.append_pair("response_type", "code").append_pair("client_id", &self.client_id);
        if !self.scopes.is_empty() {
            query.append_pair("scope", &self.scopes.join(self.scope_separator));
        }
        query.append_pair("redirect_uri", &redirect_uri(cx)).append_pair("state", cx.webhook_id().as_str());
        if let Some(pkce) = &self.pkce {
            query.append_pair("code_challenge", &pkce.challenge()).append_pair("code_challenge_method", "S256");
        }
        query.extend_pairs(&self.parameters).finish()
    }

    /// Sends the browser to the page where people consent.
    pub fn authorize<I: Integration>(&self, cx: &Context<I>) -> WebhookResponse {
        see_other(self.authorization_url(cx))
    }

    /// Exchanges the code that the provider sent back for tokens.
    ///
    /// # Errors
    ///
    /// When the provider refuses, does not answer, or answers something else.
    pub async fn exchange<I: Integration>(&self, cx: &Context<I>, code: &Secret) -> Result<Grant, OAuthError> {
        let redirect_uri = redirect_uri(cx);
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code.expose()),
            ("redirect_uri", redirect_uri.as_str()),
        ];
        form.extend(self.pkce.as_ref().map(|pkce| ("code_verifier", pkce.verifier().expose())));
        self.ask(cx, form).await
    }

    /// Renews tokens. Many providers accept a refresh token only once: [`Context::oauth_token`] does this for
    /// you, and keeps what it got.
    ///
    /// # Errors
    ///
    /// As for [`exchange`](Self::exchange).
    pub async fn refresh<I: Integration>(&self, cx: &Context<I>, refresh_token: &Secret) -> Result<Grant, OAuthError> {
        self.ask(cx, vec![("grant_type", "refresh_token"), ("refresh_token", refresh_token.expose())]).await
    }

    async fn ask<I: Integration>(&self, cx: &Context<I>, mut form: Vec<(&str, &str)>) -> Result<Grant, OAuthError> {
        let mut request = cx.http().post(&self.token_url).header("accept", "application/json").timeout(TIMEOUT);
        if self.basic_auth {
            let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let pair = format!("{}:{}", encoded(&self.client_id), encoded(self.client_secret.expose()));
            request = request.header("authorization", format!("Basic {}", STANDARD.encode(pair)));
        } else {
            form.extend([("client_id", self.client_id.as_str()), ("client_secret", self.client_secret.expose())]);
        }
        let response = request.form(form).await?;
        let status = response.status;
        let answer = response.bytes().await?;
        self.read(status, &answer)
    }

    fn read(&self, status: StatusCode, answer: &[u8]) -> Result<Grant, OAuthError> {
        let provider = self.provider();
        let answer = serde_json::from_slice::<Value>(answer);
        let refusal = answer.as_ref().ok().and_then(|answer| match &answer["error"] {
            Value::String(code) => Some((answer, code.clone())),
            _ if answer["ok"] == false => Some((answer, "no reason given".to_owned())),
            _ => None,
        });
        if let Some((answer, code)) = refusal {
            let description = answer["error_description"].as_str().map(str::to_owned);
            let is_final = self.final_errors.contains(&code);
            return Err(OAuthError::Refused { provider, code, description, is_final });
        }
        if !status.is_success() {
            return Err(OAuthError::Unavailable { provider, status });
        }
        let grant = match answer {
            Ok(answer) => Grant::read(&provider, answer),
            Err(error) => Err(PayloadError::new(".", error.to_string())),
        };
        grant.map_err(|source| OAuthError::Unexpected { provider, source })
    }

    /// The provider's host, as its name.
    fn provider(&self) -> String {
        let uri = self.token_url.parse::<Uri>().ok();
        uri.as_ref().and_then(Uri::host).unwrap_or("the provider").to_owned()
    }
}

impl fmt::Debug for OAuthApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthApp")
            .field("client_id", &self.client_id)
            .field("token_url", &self.token_url)
            .finish_non_exhaustive()
    }
}
