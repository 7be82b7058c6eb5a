use serde_json::{Value, json};

/// Where people write: a channel, a group, or the direct message of one of them with an app.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Channel {
    /// Slack's id: `C…`, `G…` for a group, `D…` for a direct message.
    pub id: String,
    /// What it is.
    pub kind: ChannelKind,
    /// Who is in it; `None` when everybody is, apps included.
    pub members: Option<Vec<String>>,
    /// What it is about at the moment.
    pub topic: String,
    /// What it is for.
    pub purpose: String,
    /// Who made it.
    pub creator: String,
    /// When it was made, in seconds since 1970.
    pub created: u64,
    /// Whether nobody can write to it any more.
    pub is_archived: bool,
    /// Whether people of other workspaces are in it.
    pub is_shared: bool,
    /// The app with which it is a direct message.
    pub app: Option<String>,
}

/// What a [`Channel`] is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChannelKind {
    /// A public channel of this name.
    Public {
        /// The name, without `#`.
        name: String,
    },
    /// A private channel of this name.
    Private {
        /// The name, without `#`.
        name: String,
    },
    /// A direct message of several people.
    Group {
        /// The name that Slack gives it: `mpdm-ada--grace-1`.
        name: String,
    },
    /// The direct message of a person with an app.
    Direct {
        /// The person's id.
        user: String,
    },
}

impl Channel {
    /// A public channel, in which everybody is.
    pub fn public(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self::new(id, ChannelKind::Public { name: name.into() })
    }

    /// A private channel; [`members`](Self::members) says who is in it.
    pub fn private(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self::new(id, ChannelKind::Private { name: name.into() })
    }

    /// A direct message of several people; [`members`](Self::members) says of whom.
    pub fn group(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self::new(id, ChannelKind::Group { name: name.into() })
    }

    pub(crate) fn direct(id: String, user: String, app: &str, bot: &str) -> Self {
        let members = vec![user.clone(), bot.to_owned()];
        let mut channel = Self::new(id, ChannelKind::Direct { user }).members(members);
        channel.app = Some(app.to_owned());
        channel
    }

    fn new(id: impl Into<String>, kind: ChannelKind) -> Self {
        Self {
            id: id.into(),
            kind,
            members: None,
            topic: String::new(),
            purpose: String::new(),
            creator: String::new(),
            created: 0,
            is_archived: false,
            is_shared: false,
            app: None,
        }
    }

    /// Sets who is in it, by their ids; the bot users of apps count.
    #[must_use]
    pub fn members(mut self, users: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.members = Some(users.into_iter().map(Into::into).collect());
        self
    }

    /// Sets what it is about.
    #[must_use]
    pub fn topic(mut self, topic: impl Into<String>) -> Self {
        self.topic = topic.into();
        self
    }

    /// Sets what it is for.
    #[must_use]
    pub fn purpose(mut self, purpose: impl Into<String>) -> Self {
        self.purpose = purpose.into();
        self
    }

    /// Lets nobody write to it any more.
    #[must_use]
    pub fn archived(mut self) -> Self {
        self.is_archived = true;
        self
    }

    /// Shares it with another workspace: files in its events come without their description, and apps have to ask.
    #[must_use]
    pub fn shared(mut self) -> Self {
        self.is_shared = true;
        self
    }

    /// The name, where it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match &self.kind {
            ChannelKind::Public { name } | ChannelKind::Private { name } | ChannelKind::Group { name } => Some(name),
            ChannelKind::Direct { .. } => None,
        }
    }

    pub(crate) fn has(&self, user: &str) -> bool {
        self.members.as_ref().is_none_or(|members| members.iter().any(|member| member == user))
    }

    /// The word in a message's `channel_type`.
    pub(crate) const fn type_word(&self) -> &'static str {
        match self.kind {
            ChannelKind::Public { .. } => "channel",
            ChannelKind::Private { .. } => "group",
            ChannelKind::Group { .. } => "mpim",
            ChannelKind::Direct { .. } => "im",
        }
    }

    /// The first half of the scopes that concern it: `channels:read`.
    pub(crate) const fn scope_word(&self) -> &'static str {
        match self.kind {
            ChannelKind::Public { .. } => "channels",
            ChannelKind::Private { .. } => "groups",
            ChannelKind::Group { .. } => "mpim",
            ChannelKind::Direct { .. } => "im",
        }
    }

    /// The name as interactive payloads show it.
    pub(crate) fn payload_name(&self) -> &str {
        match &self.kind {
            ChannelKind::Public { name } => name,
            ChannelKind::Private { .. } => "privategroup",
            ChannelKind::Group { name } => name,
            ChannelKind::Direct { .. } => "directmessage",
        }
    }

    pub(crate) fn is_private(&self) -> bool {
        !matches!(self.kind, ChannelKind::Public { .. })
    }

    /// The channel as `conversations.info` shows it to `member`, out of `people` in the whole workspace.
    pub(crate) fn to_json(&self, member: &str, team: &str, people: usize) -> Value {
        let mut json = json!({
            "id": self.id,
            "created": self.created,
            "is_archived": self.is_archived,
            "is_channel": matches!(self.kind, ChannelKind::Public { .. }),
            "is_group": matches!(self.kind, ChannelKind::Private { .. }),
            "is_im": matches!(self.kind, ChannelKind::Direct { .. }),
            "is_mpim": matches!(self.kind, ChannelKind::Group { .. }),
            "is_private": self.is_private(),
            "is_org_shared": false,
            "is_ext_shared": self.is_shared,
            "is_shared": self.is_shared,
            "context_team_id": team,
            "updated": self.created * 1000,
        });
        match &self.kind {
            ChannelKind::Direct { user } => {
                json["user"] = user.as_str().into();
                json["is_user_deleted"] = false.into();
            }
            ChannelKind::Public { name } | ChannelKind::Private { name } | ChannelKind::Group { name } => {
                json["name"] = name.as_str().into();
                json["name_normalized"] = name.as_str().into();
                json["is_general"] = (name == "general").into();
                json["creator"] = self.creator.as_str().into();
                json["is_member"] = self.has(member).into();
                json["topic"] = self.sentence(&self.topic);
                json["purpose"] = self.sentence(&self.purpose);
                json["num_members"] = self.members.as_ref().map_or(people, Vec::len).into();
                json["previous_names"] = json!([]);
            }
        }
        json
    }

    fn sentence(&self, value: &str) -> Value {
        json!({ "value": value, "creator": self.creator, "last_set": if value.is_empty() { 0 } else { self.created } })
    }
}
