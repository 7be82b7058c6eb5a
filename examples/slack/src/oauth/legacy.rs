//! Tokens from before tokens were rotated.

use std::time::Duration;

use botpress_sdk::{oauth::Tokens, prelude::*};

use crate::{
    Slack,
    api::{Client, Exchanged},
    states::{AppCredentials, Credentials, OAuthCredentialsV2},
};

/// The waits for another process to keep what it got for the same token, in milliseconds.
const LOOKS: [u64; 4] = [200, 500, 1000, 2000];

impl Slack {
    /// Exchanges the token of before for one that is rotated. None when there is no token at all.
    pub(crate) async fn granted_before(&self, cx: &Context<Self>) -> Result<Option<OAuthCredentialsV2>> {
        let Some(Credentials { access_token, .. }) = cx.state::<Credentials>().get().await? else { return Ok(None) };
        let web = self.web(cx);
        let exchanged = match web.exchange_token(&self.client(cx).await?, &access_token).await {
            Ok(exchanged) => exchanged,
            // It stays good as it is.
            Err(error) if error.code() == Some("token_rotation_not_enabled") => Exchanged::lasting(access_token),
            // Another process was quicker.
            Err(error) if error.code() == Some("token_already_exchanged") => {
                for wait in LOOKS {
                    if let Some(granted) = cx.state::<OAuthCredentialsV2>().get().await? {
                        return Ok(Some(granted));
                    }
                    cx.host().sleep(Duration::from_millis(wait)).await;
                }
                return Err(error.into());
            }
            Err(error) => return Err(error.into()),
        };
        let Exchanged { access_token, refresh_token, expires_in, scope } = exchanged;
        let valid_for = expires_in.map(Duration::from_secs);
        let identity = web.with_token(access_token.clone()).identity().await?;
        let mut tokens = Tokens::new(access_token);
        tokens.refresh_token = refresh_token;
        tokens.expires_at = valid_for.map(|valid| cx.host().now() + valid);
        let scopes = scope.split(',').filter(|scope| !scope.is_empty()).map(str::to_owned).collect();
        let granted = OAuthCredentialsV2::new(&tokens, valid_for, identity.user_id, identity.team_id, scopes);
        cx.state::<OAuthCredentialsV2>().set(&granted).await?;
        cx.state::<Credentials>().clear().await?;
        Ok(Some(granted))
    }

    /// The app, as the Web API takes it.
    async fn client(&self, cx: &Context<Self>) -> Result<Client> {
        Ok(match cx.state::<AppCredentials>().get().await? {
            Some(AppCredentials { client_id: Some(id), client_secret: Some(secret), .. }) => Client { id, secret },
            _ => Client { id: self.secrets.client_id.expose().to_owned(), secret: self.secrets.client_secret.clone() },
        })
    }
}
