//! Who comes and goes.

use botpress_sdk::prelude::*;

use super::{hearing::Hearing, payload::Membership};
use crate::{
    api::Member,
    events::{
        ChannelMember, InvitedMember, MemberJoinedChannel, MemberJoinedWorkspace, MemberLeftChannel, WorkspaceMember,
    },
};

impl Hearing<'_> {
    /// Somebody joined the workspace.
    pub(super) async fn newcomer(&self, member: Member) -> Result<()> {
        let user = self.slack.member(self.cx, &member).await?;
        let profile = &member.profile;
        let either =
            |one: &Option<String>, other: &Option<String>| one.clone().or_else(|| other.clone()).unwrap_or_default();
        let target = WorkspaceMember {
            user_id: member.id.clone(),
            user_name: member.name.clone(),
            user_real_name: either(&member.real_name, &profile.real_name),
            user_display_name: either(&profile.display_name, &profile.real_name),
        };
        self.tell(&user.id, self.cx.emit(MemberJoinedWorkspace { user_id: user.id.to_string(), target })).await
    }

    /// Somebody joined a channel; that the bot itself did is worth knowing too.
    pub(super) async fn arrival(&self, joined: Membership) -> Result<()> {
        let Membership { user: slack_user_id, channel: slack_channel_id, inviter: slack_inviter_id } = joined;
        let user = self.user(&slack_user_id).await?;
        let inviter = match &slack_inviter_id {
            Some(inviter) => Some(self.user(inviter).await?.id.to_string()),
            None => None,
        };
        let conversation = self.conversation(&slack_channel_id).await?;
        let event = MemberJoinedChannel {
            botpress_user_id: user.id.to_string(),
            botpress_conversation_id: conversation.to_string(),
            inviter_botpress_user_id: inviter,
            targets: InvitedMember { slack_user_id, slack_channel_id, slack_inviter_id },
        };
        self.tell(&user.id, self.cx.emit(event).conversation(conversation)).await
    }

    /// Somebody left a channel, maybe the bot itself.
    pub(super) async fn departure(&self, left: Membership) -> Result<()> {
        let Membership { user: slack_user_id, channel: slack_channel_id, .. } = left;
        let user = self.user(&slack_user_id).await?;
        let conversation = self.conversation(&slack_channel_id).await?;
        let event = MemberLeftChannel {
            botpress_user_id: user.id.to_string(),
            botpress_conversation_id: conversation.to_string(),
            targets: ChannelMember { slack_user_id, slack_channel_id },
        };
        self.tell(&user.id, self.cx.emit(event).conversation(conversation)).await
    }
}
