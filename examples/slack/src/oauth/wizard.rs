//! The pages on which a bot's owner chooses the Slack app.

use botpress_sdk::{
    oauth::{Form, Wizard, redirect_uri},
    prelude::*,
};
use serde::{Deserialize, Serialize};

use super::manifest::manifest;
use crate::{Slack, states::AppCredentials};

/// An app that was set up by hand.
#[derive(Debug, Deserialize, Serialize, Schema)]
#[serde(rename_all = "camelCase")]
struct OwnApp {
    /// On the app's page *Basic Information*, under *App Credentials*.
    #[botpress(title = "Client ID", min_length = 1)]
    client_id: String,
    /// Beside it.
    #[botpress(title = "Client Secret", min_length = 1)]
    client_secret: Secret,
    /// Below it.
    #[botpress(title = "Signing Secret", min_length = 1)]
    signing_secret: Secret,
}

/// An app that is to be made.
#[derive(Debug, Deserialize, Serialize, Schema)]
#[serde(rename_all = "camelCase")]
struct NewApp {
    /// On <https://api.slack.com/apps>, under *Your App Configuration Tokens*. It begins with `xoxe-` and is good for once.
    #[botpress(title = "App Configuration Refresh Token", placeholder = "xoxe-1-…", min_length = 1)]
    app_configuration_refresh_token: Secret,
    /// What the app, and the bot in Slack, is called.
    #[botpress(title = "App Name", placeholder = "Otto", min_length = 1, max_length = 35)]
    app_name: String,
}

/// Where apps are made.
const APPS: &str = "https://api.slack.com/apps";

impl Slack {
    /// One page of the wizard.
    pub(crate) async fn set_up(&self, cx: &Context<Self>, wizard: Wizard) -> Result<WebhookResponse> {
        Ok(match wizard.step() {
            "start" => wizard
                .choices("Connect a Slack workspace")
                .text("Which Slack app shall the bot use?")
                .choice("default", "The ready app", "There is nothing to set up: you agree on Slack's page.")
                .choice("manifest", "An app of your own, made for you", "It takes a token from Slack's page for apps.")
                .choice("manual", "An app of your own, set up by hand", "It takes the app's ID and its secrets.")
                .to("route-choice"),
            "route-choice" => match wizard.choice() {
                Some("default") => wizard.go_to("oauth-redirect"),
                Some("manifest") => wizard.go_to("get-manifest-config"),
                Some("manual") => wizard.go_to("get-manual-credentials"),
                _ => wizard.go_to("start"),
            },
            "oauth-redirect" => {
                // Whoever has had an app of their own would else be sent to the ready one with its credentials.
                cx.state::<AppCredentials>().set(&AppCredentials::default()).await?;
                self.shared_app().authorize(cx)
            }
            "get-manual-credentials" | "save-manual-credentials" => {
                let form =
                    wizard.form::<OwnApp>("Your Slack app").link("Find them here", APPS).to("save-manual-credentials");
                match form.submitted() {
                    Ok(app) => self.take_app(cx, app).await?,
                    Err(page) => page,
                }
            }
            "get-manifest-config" | "create-app" => {
                let form =
                    wizard.form::<NewApp>("A Slack app for the bot").to("create-app").link("Make the token here", APPS);
                let form = form
                    .text("The app is yours and stays when you remove the integration: delete it on the same page.");
                match form.submitted() {
                    Ok(app) => self.make_app(cx, &form, app).await?,
                    Err(page) => page,
                }
            }
            "end" => wizard.done(),
            _ => wizard.go_to("start"),
        })
    }

    async fn take_app(&self, cx: &Context<Self>, app: OwnApp) -> Result<WebhookResponse> {
        let OwnApp { client_id, client_secret, signing_secret } = app;
        let own = AppCredentials {
            client_id: Some(client_id.clone()),
            client_secret: Some(client_secret.clone()),
            signing_secret: Some(signing_secret),
            app_configuration_refresh_token: None,
        };
        cx.state::<AppCredentials>().set(&own).await?;
        Ok(self.app_of(client_id, client_secret).authorize(cx))
    }

    /// Makes an app, and sends the browser to the page on which it is installed.
    async fn make_app(&self, cx: &Context<Self>, form: &Form<NewApp>, app: NewApp) -> Result<WebhookResponse> {
        let web = self.web(cx);
        let tokens = match web.rotate_configuration_token(&app.app_configuration_refresh_token).await {
            Ok(tokens) => tokens,
            Err(error) => return Ok(form.refuse_field("appConfigurationRefreshToken", error.to_string())),
        };
        let state = cx.state::<AppCredentials>();
        let mut own =
            AppCredentials { app_configuration_refresh_token: Some(tokens.refresh_token), ..Default::default() };
        // The token that was filled in is used up: with the new one, another app can be made.
        state.patch(&own).await?;
        let manifest = manifest(app.app_name.trim(), &cx.webhook_url(), &redirect_uri(cx));
        let api = web.with_token(tokens.token);
        let made = async {
            api.validate_manifest(&manifest).await?;
            api.create_app(&manifest).await
        };
        let made = match made.await {
            Ok(made) => made,
            Err(error) => return Ok(form.refuse(error.to_string())),
        };
        own.client_id = Some(made.credentials.client_id.clone());
        own.client_secret = Some(made.credentials.client_secret.clone());
        own.signing_secret = Some(made.credentials.signing_secret);
        state.set(&own).await?;
        Ok(self.app_of(made.credentials.client_id, made.credentials.client_secret).authorize(cx))
    }
}
