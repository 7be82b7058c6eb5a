//! People of the workspace, as users of the bot.

use botpress_sdk::{api::types::User, prelude::*};

use crate::Slack;

/// The tags of a user.
#[derive(Debug, Clone, Tags)]
pub struct UserTags {
    /// Slack's id of the user (`U…`).
    #[tag(title = "ID")]
    pub id: String,
}

impl Slack {
    /// The bot's user for somebody in Slack, with name and picture. Botpress keeps these: Slack is only asked once.
    pub(crate) async fn user_of(&self, cx: &Context<Self>, id: &str) -> Result<User> {
        let user = cx.user_with(UserTags { id: id.to_owned() }).await?.into_inner();
        if user.name.is_some() {
            return Ok(user);
        }
        let profile = match self.api(cx).profile(id).await {
            Ok(profile) => profile,
            Err(error) => {
                cx.logger().warn(format!("the user {id} stays without a name: {error}"));
                return Ok(user);
            }
        };
        let mut update = cx.user(&user.id).update();
        if let Some(name) = profile.name() {
            update = update.name(name.to_owned());
        }
        if let Some(picture) = profile.image_192 {
            update = update.picture_url(picture);
        }
        Ok(update.await?)
    }
}
