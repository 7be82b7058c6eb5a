use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    Slack,
    api::{Channel, ChannelTypes},
};

/// Lists the channels of the workspace, a page at a time.
#[derive(Debug, Deserialize, Schema, Action)]
#[action(title = "Get Channels Info", output = ChannelsInfo)]
#[serde(rename_all = "camelCase")]
pub struct GetChannelsInfo {
    /// Whether to list archived channels as well.
    #[botpress(title = "Include Archived")]
    pub include_archived: Option<bool>,
    /// Whether to list the private channels that the bot is in.
    #[botpress(title = "Include Private")]
    pub include_private: Option<bool>,
    /// Whether to list direct messages as well.
    #[botpress(title = "Include Direct Messages")]
    pub include_dm: Option<bool>,
    /// Where the page begins: the `nextCursor` of the page before.
    #[botpress(title = "Cursor")]
    pub cursor: Option<String>,
}

/// A page of channels.
#[derive(Debug, Serialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct ChannelsInfo {
    /// The channels.
    #[botpress(title = "Channels")]
    pub channels: Vec<ChannelInfo>,
    /// Where the next page begins; empty on the last one.
    #[botpress(title = "Next Cursor")]
    pub next_cursor: String,
}

/// A channel. What Slack does not tell is empty, 0 or false.
#[derive(Debug, Serialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct ChannelInfo {
    /// Slack's id of the channel.
    #[botpress(title = "Channel ID")]
    pub id: String,
    /// Its name, without `#`.
    #[botpress(title = "Name")]
    pub name: String,
    /// What it is about at the moment.
    #[botpress(title = "Topic")]
    pub topic: String,
    /// What it is for.
    #[botpress(title = "Purpose")]
    pub purpose: String,
    /// How many members it has.
    #[botpress(title = "Number of Members")]
    pub num_members: f64,
    /// Whether only its members see it.
    #[botpress(title = "Is Private")]
    pub is_private: bool,
    /// Whether it is archived.
    #[botpress(title = "Is Archived")]
    pub is_archived: bool,
    /// Whether it is a direct message.
    #[botpress(title = "Is DM")]
    pub is_dm: bool,
    /// Slack's id of the user whom a direct message is with.
    #[botpress(title = "User ID")]
    pub user_id: String,
    /// Slack's id of the user who made it.
    #[botpress(title = "Creator")]
    pub creator: String,
    /// When it was made, in seconds since 1970.
    #[botpress(title = "Created")]
    pub created: f64,
}

impl Handle<GetChannelsInfo> for Slack {
    async fn handle(&self, cx: &Context<Self>, input: GetChannelsInfo) -> Result<ChannelsInfo> {
        let types = ChannelTypes {
            private: input.include_private.unwrap_or_default(),
            direct: input.include_dm.unwrap_or_default(),
            archived: input.include_archived.unwrap_or_default(),
        };
        let cursor = input.cursor.filter(|cursor| !cursor.is_empty());
        let (channels, next) = self.api(cx).await?.channels(types, cursor.as_deref()).await?;
        let channels = channels.into_iter().map(ChannelInfo::from).collect();
        Ok(ChannelsInfo { channels, next_cursor: next.unwrap_or_default() })
    }
}

impl From<Channel> for ChannelInfo {
    fn from(channel: Channel) -> Self {
        Self {
            id: channel.id,
            name: channel.name,
            topic: channel.topic.value,
            purpose: channel.purpose.value,
            num_members: channel.num_members as f64,
            is_private: channel.is_private,
            is_archived: channel.is_archived,
            is_dm: channel.is_im,
            user_id: channel.user,
            creator: channel.creator,
            created: channel.created,
        }
    }
}
