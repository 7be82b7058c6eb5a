//! What happens when a bot's owner saves the configuration, and when the integration is removed.

use botpress_sdk::prelude::*;

use crate::{Slack, installation::Installation, scopes};

impl Slack {
    /// Shows the bot as it is configured, and makes sure that the workspace is connected with all that is needed.
    pub(crate) async fn check(&self, cx: &Context<Self>) -> Result<()> {
        let config = cx.configuration();
        let mut bot = cx.user(cx.bot_user_id()).update();
        if let Some(name) = config.name() {
            bot = bot.name(name.to_owned());
        }
        if let Some(picture) = config.avatar() {
            bot = bot.picture_url(picture.to_owned());
        } else if config.bot_avatar_url.as_ref().is_some_and(|url| !url.trim().is_empty()) {
            cx.logger().for_bot().warn("the bot's avatar is not shown: its URL has to begin with https://");
        }
        if config.name().or(config.avatar()).is_some() {
            bot.await?;
        }
        if let Some(token) = &self.bot_token {
            self.connect_with(cx, token).await?;
        }
        let at = self.installation(cx).await?;
        let identity = at.api.identity().await?;
        check_scopes(cx, &at)?;
        cx.logger().for_bot().info(format!("Connected to the Slack workspace {}", identity.team));
        Ok(())
    }

    /// Gives the token back, when there is one that is good, and forgets it.
    pub(crate) async fn leave(&self, cx: &Context<Self>) -> Result<()> {
        // A token of the environment belongs to whoever put it there, and is used again.
        if self.bot_token.is_none() {
            self.revoke(cx).await;
        }
        self.forget(cx).await
    }

    async fn revoke(&self, cx: &Context<Self>) {
        let at = match self.installation(cx).await {
            Ok(at) => at,
            Err(error) => return cx.logger().debug(format!("there is no token to give back: {error}")),
        };
        if let Err(error) = at.api.revoke().await {
            cx.logger().for_bot().warn(format!("the Slack app is still installed in the workspace: {error}"));
        }
    }
}

fn check_scopes(cx: &Context<Slack>, at: &Installation) -> Result<()> {
    // Tokens of before have come without a list.
    if at.scopes.is_empty() {
        return Ok(());
    }
    let missing = scopes::missing(&at.scopes);
    if !missing.is_empty() {
        return Err(Error::runtime(format!(
            "the Slack app lacks the scopes {}: add them under OAuth & Permissions and connect the workspace again. It has {}",
            missing.join(", "),
            at.scopes.join(", "),
        )));
    }
    let config = cx.configuration();
    if config.name().or(config.avatar()).is_some() && !at.may(scopes::CUSTOMIZE) {
        let sentence = "the bot appears under the name and picture of the Slack app, since it lacks the scope";
        cx.logger().for_bot().warn(format!("{sentence} {}", scopes::CUSTOMIZE));
    }
    Ok(())
}
