use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Slack;

/// Reads what somebody says about themselves in Slack.
#[derive(Debug, Deserialize, Schema, Action)]
#[action(title = "Get User Profile", output = UserProfile)]
#[serde(rename_all = "camelCase")]
pub struct GetUserProfile {
    /// Slack's id of the user (`U…`).
    #[botpress(title = "User ID")]
    pub user_id: String,
}

/// Somebody's profile; what they have left empty is missing.
#[derive(Debug, Serialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct UserProfile {
    /// Their first name.
    #[botpress(title = "Firstname")]
    pub first_name: Option<String>,
    /// Their last name.
    #[botpress(title = "Lastname")]
    pub last_name: Option<String>,
    /// Their address for e-mail.
    #[botpress(title = "Email")]
    pub email: Option<String>,
    /// The name they are shown by.
    #[botpress(title = "Display Name")]
    pub display_name: Option<String>,
}

impl Handle<GetUserProfile> for Slack {
    async fn handle(&self, cx: &Context<Self>, input: GetUserProfile) -> Result<UserProfile> {
        let profile = self.api(cx).await?.profile(input.user_id.trim()).await?;
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        Ok(UserProfile {
            first_name: given(profile.first_name),
            last_name: given(profile.last_name),
            email: given(profile.email),
            display_name: given(profile.display_name),
        })
    }
}
