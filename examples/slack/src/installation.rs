//! The workspace that a bot's owner has connected, and the tokens for it.

use botpress_sdk::{BoxFuture, oauth::OAuthApp, prelude::*};

use crate::{
    Slack,
    api::{SlackApi, TokenSource},
    incoming::FRESH,
    states::{Credentials, OAuthCredentialsV2},
};

/// A workspace that the app is installed to.
#[derive(Debug, Clone)]
pub(crate) struct Installation {
    pub(crate) api: SlackApi,
    pub(crate) bot_user: String,
    pub(crate) team: String,
    pub(crate) scopes: Vec<String>,
}

impl Installation {
    /// Whether a scope was granted.
    pub(crate) fn may(&self, scope: &str) -> bool {
        self.scopes.iter().any(|granted| granted == scope)
    }
}

impl Slack {
    /// The Web API in the name of the app in the connected workspace.
    pub(crate) async fn api(&self, cx: &Context<Self>) -> Result<SlackApi> {
        Ok(self.installation(cx).await?.api)
    }

    /// The connected workspace.
    pub(crate) async fn installation(&self, cx: &Context<Self>) -> Result<Installation> {
        let granted = match cx.state::<OAuthCredentialsV2>().get_cached(FRESH).await? {
            Some(granted) => granted,
            None => self.granted_before(cx).await?.ok_or_else(not_connected)?,
        };
        let app = self.app(cx).await?;
        let token = cx.oauth_token::<OAuthCredentialsV2>(&app).await?;
        let OAuthCredentialsV2 { bot_user_id, team_id, granted_scopes, .. } = granted;
        let api = self.web(cx).with_token(token).or_from(Connection { app, cx: cx.clone() });
        Ok(Installation { api, bot_user: bot_user_id, team: team_id, scopes: granted_scopes })
    }

    /// Forgets the tokens.
    pub(crate) async fn forget(&self, cx: &Context<Self>) -> Result<()> {
        cx.state::<OAuthCredentialsV2>().clear().await?;
        cx.state::<Credentials>().clear().await?;
        Ok(())
    }
}

/// The tokens that Botpress keeps.
struct Connection {
    app: OAuthApp,
    cx: Context<Slack>,
}

impl TokenSource for Connection {
    fn instead_of<'a>(&'a self, refused: &'a Secret) -> BoxFuture<'a, Option<Secret>> {
        Box::pin(async move {
            let other = self.cx.oauth_token_instead_of::<OAuthCredentialsV2>(&self.app, refused).await;
            other.inspect_err(|error| self.cx.logger().debug(format!("there is no other token: {error}"))).ok()
        })
    }
}

fn not_connected() -> Error {
    Error::runtime("no workspace of Slack is connected yet: follow the link of the configuration")
}
