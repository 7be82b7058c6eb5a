//! People of the workspace, as users of the bot.

use botpress_sdk::{api::types::User, prelude::*};

use crate::{
    Slack,
    api::{Member, SlackApi},
};

/// The tags of a user: what Slack tells about them. Users whom the bot has only met have the first; `syncMembers` sets the rest.
#[derive(Debug, Clone, Default, Tags)]
pub struct UserTags {
    /// Slack's id of the direct message with them. Not set any more: `getOrCreateChannelConversation` opens it by the user's id.
    #[tag(title = "DM Conversation ID")]
    pub dm_conversation_id: Option<String>,
    /// Slack's id of the user (`U…`).
    #[tag(title = "ID")]
    pub id: String,
    /// Their time zone, `Europe/Berlin` for example.
    #[tag(title = "Timezone")]
    pub tz: Option<String>,
    /// Whether it is an app.
    #[tag(title = "Is a bot")]
    pub is_bot: Option<bool>,
    /// Whether they administer the workspace.
    #[tag(title = "Is an admin")]
    pub is_admin: Option<bool>,
    /// What they do.
    #[tag(title = "Profile title")]
    pub title: Option<String>,
    /// Their phone number, as they wrote it.
    #[tag(title = "Phone number")]
    pub phone: Option<String>,
    /// Their address for e-mail.
    #[tag(title = "Email")]
    pub email: Option<String>,
    /// Their first and last name.
    #[tag(title = "Real name")]
    pub real_name: Option<String>,
    /// The name they chose to be shown by.
    #[tag(title = "Display name")]
    pub display_name: Option<String>,
    /// The real name in Latin letters without accents.
    #[tag(title = "Normalized real name")]
    pub real_name_normalized: Option<String>,
    /// The display name in Latin letters without accents.
    #[tag(title = "Normalized display name")]
    pub display_name_normalized: Option<String>,
    /// It changes when the picture does.
    #[tag(title = "Avatar hash code")]
    pub avatar_hash: Option<String>,
    /// What they say about their day.
    #[tag(title = "Status text")]
    pub status_text: Option<String>,
    /// The emoji beside the status.
    #[tag(title = "Status emoji")]
    pub status_emoji: Option<String>,
    /// The address of their picture, 24 pixels wide.
    #[tag(title = "Avatar x24")]
    pub image_24: Option<String>,
    /// The address of their picture, 48 pixels wide.
    #[tag(title = "Avatar x48")]
    pub image_48: Option<String>,
    /// The address of their picture, 192 pixels wide.
    #[tag(title = "Avatar x192")]
    pub image_192: Option<String>,
    /// The address of their picture, 512 pixels wide.
    #[tag(title = "Avatar x512")]
    pub image_512: Option<String>,
    /// The address of their picture, 1024 pixels wide.
    #[tag(title = "Avatar x1024")]
    pub image_1024: Option<String>,
    /// Slack's id of the workspace they belong to.
    #[tag(title = "Team")]
    pub team: Option<String>,
}

impl UserTags {
    pub(crate) fn of(member: Member) -> Self {
        /// What Slack leaves empty was not given; a tag has at most 500 characters.
        fn given(text: Option<String>) -> Option<String> {
            text.filter(|text| !text.is_empty()).map(|text| text.chars().take(500).collect())
        }
        let profile = member.profile;
        Self {
            dm_conversation_id: None,
            id: member.id,
            tz: given(member.tz),
            is_bot: member.is_bot,
            is_admin: member.is_admin,
            title: given(profile.title),
            phone: given(profile.phone),
            email: given(profile.email),
            real_name: given(profile.real_name),
            display_name: given(profile.display_name),
            real_name_normalized: given(profile.real_name_normalized),
            display_name_normalized: given(profile.display_name_normalized),
            avatar_hash: given(profile.avatar_hash),
            status_text: given(profile.status_text),
            status_emoji: given(profile.status_emoji),
            image_24: given(profile.image_24),
            image_48: given(profile.image_48),
            image_192: given(profile.image_192),
            image_512: given(profile.image_512),
            image_1024: given(profile.image_1024),
            team: given(profile.team.or(member.team_id)),
        }
    }
}

impl Slack {
    /// The bot's user for somebody in Slack, with name and picture. Botpress keeps these: Slack is only asked once.
    pub(crate) async fn user_of(&self, cx: &Context<Self>, api: &SlackApi, id: &str) -> Result<User> {
        let user = self.named_user(cx, id, None).await?;
        if user.name.is_some() {
            return Ok(user);
        }
        match api.profile(id).await {
            Ok(profile) => Ok(introduced(cx, user, profile.name(), profile.picture()).await?),
            Err(error) => {
                cx.logger().warn(format!("the user {id} stays without a name: {error}"));
                Ok(user)
            }
        }
    }

    /// The bot's user for somebody whose name is known.
    pub(crate) async fn named_user(&self, cx: &Context<Self>, id: &str, name: Option<&str>) -> Result<User> {
        let tags = UserTags { id: id.to_owned(), ..UserTags::default() };
        let mut user = cx.user_with(tags).discriminate_by([UserTags::ID]);
        if let Some(name) = name {
            user = user.name(name);
        }
        Ok(user.await?.into_inner())
    }

    /// The bot's user for somebody whose profile has come along.
    pub(crate) async fn member(&self, cx: &Context<Self>, member: &Member) -> Result<User> {
        let user = self.named_user(cx, &member.id, None).await?;
        Ok(introduced(cx, user, member.profile.name(), member.profile.picture()).await?)
    }
}

/// The user with a name and a picture.
async fn introduced(
    cx: &Context<Slack>,
    user: User,
    name: Option<&str>,
    picture: Option<&str>,
) -> Result<User, botpress_sdk::client::Error> {
    let mut update = cx.user(&user.id).update();
    if let Some(name) = name {
        update = update.name(name.to_owned());
    }
    if let Some(picture) = picture {
        update = update.picture_url(picture.to_owned());
    }
    if name.or(picture).is_none() { Ok(user) } else { update.await }
}
