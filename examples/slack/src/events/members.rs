use botpress_sdk::prelude::*;
use serde::Serialize;

/// Somebody joined the workspace.
#[derive(Debug, Serialize, Schema, Event)]
#[event(title = "Member Joined Workspace")]
#[serde(rename_all = "camelCase")]
pub struct MemberJoinedWorkspace {
    /// The Botpress id of the user.
    #[botpress(title = "Botpress ID")]
    pub user_id: String,
    /// Who it is in Slack.
    #[botpress(title = "Target")]
    pub target: WorkspaceMember,
}

/// Who joined the workspace, in Slack's terms.
#[derive(Debug, Serialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct WorkspaceMember {
    /// Slack's id of the user.
    #[botpress(title = "Slack ID")]
    pub user_id: String,
    /// The name they are mentioned by.
    #[botpress(title = "Username")]
    pub user_name: String,
    /// Their first and last name.
    #[botpress(title = "Real name")]
    pub user_real_name: String,
    /// The name they are shown by.
    #[botpress(title = "Display name")]
    pub user_display_name: String,
}

/// Somebody joined a channel, maybe the bot itself.
#[derive(Debug, Serialize, Schema, Event)]
#[event(title = "Member Joined Channel")]
#[serde(rename_all = "camelCase")]
pub struct MemberJoinedChannel {
    /// The Botpress id of the user.
    #[botpress(title = "Botpress user ID")]
    pub botpress_user_id: String,
    /// The Botpress id of the channel's conversation.
    #[botpress(title = "Botpress Channel ID")]
    pub botpress_conversation_id: String,
    /// The Botpress id of whoever invited them.
    #[botpress(title = "Botpress Inviter User ID")]
    pub inviter_botpress_user_id: Option<String>,
    /// Who and where it is in Slack.
    #[botpress(title = "Targets")]
    pub targets: InvitedMember,
}

/// Who joined which channel, in Slack's terms.
#[derive(Debug, Serialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct InvitedMember {
    /// Slack's id of the user.
    #[botpress(title = "Slack User ID")]
    pub slack_user_id: String,
    /// Slack's id of the channel.
    #[botpress(title = "Slack Channel ID")]
    pub slack_channel_id: String,
    /// Slack's id of whoever invited them.
    #[botpress(title = "Slack Inviter ID")]
    pub slack_inviter_id: Option<String>,
}

/// Somebody left a channel, maybe the bot itself.
#[derive(Debug, Serialize, Schema, Event)]
#[event(title = "Member Left Channel")]
#[serde(rename_all = "camelCase")]
pub struct MemberLeftChannel {
    /// The Botpress id of the user.
    #[botpress(title = "Botpress user ID")]
    pub botpress_user_id: String,
    /// The Botpress id of the channel's conversation.
    #[botpress(title = "Botpress Channel ID")]
    pub botpress_conversation_id: String,
    /// Who and where it is in Slack.
    #[botpress(title = "Targets")]
    pub targets: ChannelMember,
}

/// Who left which channel, in Slack's terms.
#[derive(Debug, Serialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct ChannelMember {
    /// Slack's id of the user.
    #[botpress(title = "Slack User ID")]
    pub slack_user_id: String,
    /// Slack's id of the channel.
    #[botpress(title = "Slack Channel ID")]
    pub slack_channel_id: String,
}
