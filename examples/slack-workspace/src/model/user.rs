use serde_json::{Value, json};

/// A person, or an app's bot user.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct User {
    /// Slack's id: `U…`.
    pub id: String,
    /// The name that others see.
    pub name: String,
    /// The short name they chose; the first word of [`name`](Self::name) unless set.
    pub display_name: Option<String>,
    /// The address of a picture.
    pub picture: Option<String>,
    /// The address of their mailbox; apps see it with the scope `users:read.email`.
    pub email: Option<String>,
    /// What they do.
    pub title: Option<String>,
    /// The number of their telephone.
    pub phone: Option<String>,
    /// Where their clock is, `Europe/London` unless set.
    pub time_zone: String,
    /// What they are up to: text and emoji (`:palm_tree:`).
    pub status: Option<(String, String)>,
    /// Whether they administer the workspace.
    pub is_admin: bool,
    /// Whether their account was closed.
    pub is_deleted: bool,
    /// Whether it is an app's user.
    pub is_bot: bool,
    /// When they or their profile last changed, in seconds since 1970.
    pub updated: u64,
}

impl User {
    /// A person without a picture.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            display_name: None,
            picture: None,
            email: None,
            title: None,
            phone: None,
            time_zone: "Europe/London".to_owned(),
            status: None,
            is_admin: false,
            is_deleted: false,
            is_bot: false,
            updated: 0,
        }
    }

    /// Sets the short name; empty as many people leave it.
    #[must_use]
    pub fn display_name(mut self, name: impl Into<String>) -> Self {
        self.display_name = Some(name.into());
        self
    }

    /// Sets the address of the picture.
    #[must_use]
    pub fn picture(mut self, url: impl Into<String>) -> Self {
        self.picture = Some(url.into());
        self
    }

    /// Sets the address of the mailbox.
    #[must_use]
    pub fn email(mut self, address: impl Into<String>) -> Self {
        self.email = Some(address.into());
        self
    }

    /// Sets what they do.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets the number of the telephone.
    #[must_use]
    pub fn phone(mut self, number: impl Into<String>) -> Self {
        self.phone = Some(number.into());
        self
    }

    /// Sets what they are up to: an emoji (`:palm_tree:`) and a text.
    #[must_use]
    pub fn status(mut self, emoji: impl Into<String>, text: impl Into<String>) -> Self {
        self.status = Some((text.into(), emoji.into()));
        self
    }

    /// Makes them an administrator.
    #[must_use]
    pub fn admin(mut self) -> Self {
        self.is_admin = true;
        self
    }

    /// Closes their account.
    #[must_use]
    pub fn deleted(mut self) -> Self {
        self.is_deleted = true;
        self
    }

    pub(crate) fn bot(mut self) -> Self {
        self.is_bot = true;
        self
    }

    /// The name without blanks and capitals that Slack's older interfaces use.
    pub(crate) fn handle(&self) -> String {
        self.name.to_lowercase().replace(' ', ".")
    }

    pub(crate) fn short_name(&self) -> &str {
        self.display_name.as_deref().unwrap_or_else(|| self.name.split(' ').next().unwrap_or_default())
    }

    /// The profile, with the mailbox for those who may see it.
    pub(crate) fn profile(&self, team: &str, with_email: bool) -> Value {
        let (first, last) = self.name.split_once(' ').unwrap_or((&self.name, ""));
        let (status_text, status_emoji) = self.status.clone().unwrap_or_default();
        let mut profile = json!({
            "title": self.title.as_deref().unwrap_or_default(),
            "phone": self.phone.as_deref().unwrap_or_default(),
            "real_name": self.name,
            "real_name_normalized": self.name,
            "display_name": self.short_name(),
            "display_name_normalized": self.short_name(),
            "first_name": first,
            "last_name": last,
            "status_text": status_text,
            "status_emoji": status_emoji,
            "avatar_hash": format!("{:012x}", self.picture.as_ref().map_or(0, String::len)),
            "team": team,
        });
        if let Some(picture) = &self.picture {
            for size in ["image_24", "image_48", "image_72", "image_192", "image_512", "image_1024"] {
                profile[size] = picture.as_str().into();
            }
        }
        if let Some(email) = self.email.as_deref().filter(|_| with_email) {
            profile["email"] = email.into();
        }
        profile
    }

    /// The user as `users.info` shows it.
    pub(crate) fn to_json(&self, team: &str, with_email: bool) -> Value {
        json!({
            "id": self.id,
            "team_id": team,
            "name": self.handle(),
            "deleted": self.is_deleted,
            "real_name": self.name,
            "tz": self.time_zone,
            "tz_label": self.time_zone,
            "tz_offset": 0,
            "profile": self.profile(team, with_email),
            "is_admin": self.is_admin,
            "is_owner": false,
            "is_primary_owner": false,
            "is_restricted": false,
            "is_ultra_restricted": false,
            "is_bot": self.is_bot,
            "is_app_user": false,
            "updated": self.updated,
        })
    }
}
