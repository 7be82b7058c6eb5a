//! The people of a workspace.

use serde::Deserialize;

use super::{SlackApi, SlackError, conversations::ResponseMetadata};

/// A member of a workspace.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Member {
    pub(crate) id: String,
    pub(crate) team_id: Option<String>,
    /// The name to mention them by, without `@`.
    pub(crate) name: String,
    pub(crate) real_name: Option<String>,
    pub(crate) deleted: bool,
    pub(crate) is_bot: Option<bool>,
    pub(crate) is_admin: Option<bool>,
    pub(crate) tz: Option<String>,
    /// When they were last changed, in seconds since 1970.
    pub(crate) updated: f64,
    pub(crate) profile: Profile,
}

/// What somebody says about themselves. Slack leaves empty what was not given.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Profile {
    pub(crate) title: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
    pub(crate) real_name: Option<String>,
    pub(crate) real_name_normalized: Option<String>,
    pub(crate) display_name: Option<String>,
    pub(crate) display_name_normalized: Option<String>,
    pub(crate) avatar_hash: Option<String>,
    pub(crate) status_text: Option<String>,
    pub(crate) status_emoji: Option<String>,
    pub(crate) image_24: Option<String>,
    pub(crate) image_48: Option<String>,
    pub(crate) image_192: Option<String>,
    pub(crate) image_512: Option<String>,
    pub(crate) image_1024: Option<String>,
    pub(crate) team: Option<String>,
}

impl Profile {
    /// The name to show.
    pub(crate) fn name(&self) -> Option<&str> {
        [&self.real_name, &self.display_name]
            .into_iter()
            .find_map(|name| name.as_deref().filter(|name| !name.is_empty()))
    }

    /// The picture to show.
    pub(crate) fn picture(&self) -> Option<&str> {
        self.image_192.as_deref().filter(|url| !url.is_empty())
    }
}

#[derive(Deserialize)]
struct Members {
    members: Vec<Member>,
    #[serde(default)]
    response_metadata: ResponseMetadata,
}

#[derive(Deserialize)]
struct OneProfile {
    profile: Profile,
}

/// How many members a page has; Slack advises at most 200.
const PAGE: u32 = 200;

impl SlackApi {
    /// All members of the workspace, those who have left included.
    pub(crate) async fn members(&self) -> Result<Vec<Member>, SlackError> {
        let (mut members, mut cursor) = (Vec::new(), None);
        loop {
            let call = self.repeatable("users.list").arg("limit", PAGE).maybe("cursor", cursor.as_deref());
            let page: Members = call.send().await?;
            members.extend(page.members);
            cursor = page.response_metadata.next();
            if cursor.is_none() {
                return Ok(members);
            }
        }
    }

    /// The profile of a user.
    pub(crate) async fn profile(&self, user: &str) -> Result<Profile, SlackError> {
        Ok(self.repeatable("users.profile.get").arg("user", user).send::<OneProfile>().await?.profile)
    }
}
