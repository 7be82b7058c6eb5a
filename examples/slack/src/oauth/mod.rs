//! How a workspace is connected: the pages that ask which app to use, and Slack's page on which somebody agrees.

mod legacy;
mod manifest;
mod wizard;

use std::time::Duration;

use botpress_sdk::{
    api::{error::ErrorKind, iso8601, parse_iso8601},
    oauth::{Connected, Grant, OAuthApp, OAuthError, TokenState, Tokens},
    prelude::*,
};
use serde::Deserialize;

pub(crate) use self::manifest::manifest;
use crate::{
    Slack,
    api::{Identity, advice},
    incoming::FRESH,
    scopes,
    states::{AccessToken, AppCredentials, Credentials, OAuthCredentialsV2, RefreshToken},
};

/// How long before they expire tokens are renewed. Slack's last for twelve hours.
const AHEAD: Duration = Duration::from_secs(2 * 60 * 60);
/// Slack's errors after which it is useless to try again.
const FINAL: [&str; 8] = [
    "account_inactive",
    "bad_client_secret",
    "invalid_client_id",
    "invalid_code",
    "invalid_refresh_token",
    "token_already_exchanged",
    "token_expired",
    "token_revoked",
];

impl Slack {
    /// The Slack app: that of the bot's owner, when they have brought one, or that of whoever runs the integration.
    pub(crate) async fn app(&self, cx: &Context<Self>) -> Result<OAuthApp> {
        Ok(match cx.state::<AppCredentials>().get_cached(FRESH).await? {
            Some(AppCredentials { client_id: Some(id), client_secret: Some(secret), .. }) => self.app_of(id, secret),
            _ => self.shared_app(),
        })
    }

    fn shared_app(&self) -> OAuthApp {
        self.app_of(self.secrets.client_id.expose().to_owned(), self.secrets.client_secret.clone())
    }

    fn app_of(&self, client_id: String, client_secret: Secret) -> OAuthApp {
        OAuthApp::new(client_id, client_secret)
            .authorize_url(format!("{}/oauth/v2/authorize", self.api_url.trim_end_matches("/api")))
            .token_url(format!("{}/oauth.v2.access", self.api_url))
            .scopes(scopes::asked_for())
            .scope_separator(",")
            .renew_ahead(AHEAD)
            .final_errors(FINAL)
    }

    /// Somebody came back from Slack's page, and has agreed.
    pub(crate) async fn connect(&self, cx: &Context<Self>, code: &Secret) -> Result<Connected> {
        let grant = self.app(cx).await?.exchange(cx, code).await.map_err(told)?;
        let SlackAnswer { bot_user_id, team } = grant.answer().map_err(told)?;
        let team = team
            .ok_or_else(|| Error::runtime("Install the app in one workspace, and not in all of the organisation."))?;
        let tokens = grant.tokens(cx.host().now());
        let granted = OAuthCredentialsV2::new(&tokens, grant.expires_in, bot_user_id, team.id, grant.scopes);
        self.identify(cx, &granted).await?;
        cx.state::<OAuthCredentialsV2>().set(&granted).await?;
        cx.state::<Credentials>().clear().await?;
        Ok(Connected::new())
    }

    /// Connects the workspace of a token that whoever runs the integration has from the Slack app's page.
    pub(crate) async fn connect_with(&self, cx: &Context<Self>, token: &Secret) -> Result<()> {
        let Identity { user_id, team_id, scopes, .. } = self.web(cx).with_token(token.clone()).identity().await?;
        let scopes = scopes.split(',').map(str::trim).filter(|scope| !scope.is_empty()).map(str::to_owned).collect();
        let granted = OAuthCredentialsV2::new(&Tokens::new(token.clone()), None, user_id, team_id, scopes);
        self.identify(cx, &granted).await?;
        cx.state::<OAuthCredentialsV2>().set(&granted).await?;
        Ok(())
    }

    /// Has requests of Slack find this installation: by the workspace, when several share the app, else by the bot.
    async fn identify(&self, cx: &Context<Self>, granted: &OAuthCredentialsV2) -> Result<()> {
        let own = cx.state::<AppCredentials>().get().await?.is_some_and(|app| app.client_id.is_some());
        let identifier = if own { &granted.bot_user_id } else { &granted.team_id };
        let Err(error) = cx.configure_integration().identifier(identifier.clone()).await else { return Ok(()) };
        let is_taken = matches!(&error, botpress_sdk::client::Error::Api(error) if TAKEN.contains(&error.kind));
        if is_taken {
            return Err(Error::runtime(
                "Another bot uses this Slack app in this workspace, and what happens there can only be sent to one of them. Choose \
                 an app of your own, or remove the integration from the other bot first.",
            ));
        }
        Err(error.into())
    }
}

/// What Botpress says about an identifier that another installation has.
const TAKEN: [ErrorKind; 2] = [ErrorKind::AlreadyExists, ErrorKind::RelationConflict];

/// What Slack says beside the tokens.
#[derive(Deserialize)]
struct SlackAnswer {
    bot_user_id: String,
    /// None when all workspaces of an organisation have it at once.
    team: Option<Team>,
}

#[derive(Deserialize)]
struct Team {
    id: String,
}

/// When tokens end that do not expire; the state has a date for each.
const NEVER: &str = "9999-12-31T23:59:59.999Z";

impl OAuthCredentialsV2 {
    /// What was granted, with tokens that are valid for so long.
    fn new(
        tokens: &Tokens,
        valid_for: Option<Duration>,
        bot_user_id: String,
        team_id: String,
        granted_scopes: Vec<String>,
    ) -> Self {
        let issued_at = tokens.expires_at.zip(valid_for).map(|(end, valid)| iso8601(end - valid));
        let issued_at = issued_at.unwrap_or_else(|| NEVER.to_owned());
        Self {
            short_lived_access_token: AccessToken {
                current_access_token: tokens.access_token.clone(),
                issued_at: issued_at.clone(),
                expires_at: tokens.expires_at.map_or_else(|| NEVER.to_owned(), iso8601),
            },
            rotating_refresh_token: RefreshToken { token: tokens.refresh_token.clone().unwrap_or_default(), issued_at },
            granted_scopes,
            bot_user_id,
            team_id,
            original_refresh_token: None,
        }
    }
}

impl TokenState for OAuthCredentialsV2 {
    fn tokens(&self) -> Tokens {
        let Self { short_lived_access_token: access, rotating_refresh_token: refresh, .. } = self;
        let mut tokens = Tokens::new(access.current_access_token.clone());
        if !refresh.token.expose().is_empty() {
            tokens.refresh_token = Some(refresh.token.clone());
            tokens.expires_at = parse_iso8601(&access.expires_at);
        }
        tokens
    }

    fn renew(&mut self, tokens: Tokens, grant: &Grant) {
        let Self { granted_scopes, bot_user_id, team_id, .. } = self;
        let scopes = if grant.scopes.is_empty() { granted_scopes } else { &grant.scopes };
        *self = Self::new(&tokens, grant.expires_in, bot_user_id.clone(), team_id.clone(), scopes.clone());
    }
}

/// What Slack said no to, with what to do about it.
fn told(error: OAuthError) -> Error {
    match &error {
        OAuthError::Refused { code, .. } => match advice(code, None, None) {
            Some(advice) => Error::runtime(format!("{error} ({advice})")),
            None => Error::runtime(error.to_string()),
        },
        _ => Error::runtime(error.to_string()),
    }
}
