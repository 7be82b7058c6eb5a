use std::time::Duration;

use botpress_sdk::{
    api::{endpoint::get_or_create_user, types::TagPatch},
    prelude::*,
};
use serde::{Deserialize, Serialize};

use crate::{Slack, api::Member, people::UserTags, states::Sync};

/// Makes a user of each member of the workspace, or updates it: those who have changed since the last time.
#[derive(Debug, Deserialize, Schema, Action)]
#[action(title = "Sync Members", output = SyncedMembers)]
pub struct SyncMembers {}

/// What came of it.
#[derive(Debug, Serialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct SyncedMembers {
    /// How many members were made or updated.
    #[botpress(title = "Synced Count")]
    pub synced_count: f64,
}

/// How long to go on with it: Botpress waits 60 s for an action. What is left is for the next call.
const TIME: Duration = Duration::from_secs(45);
/// How many users are updated between two notes of how far it has come.
const STEP: usize = 50;

impl Handle<SyncMembers> for Slack {
    async fn handle(&self, cx: &Context<Self>, _: SyncMembers) -> Result<SyncedMembers> {
        let started = cx.host().monotonic();
        let state = cx.state::<Sync>();
        let since = state.get().await?.unwrap_or_default().users_last_sync_ts.unwrap_or_default();
        let mut members = self.api(cx).await?.members().await?;
        members.retain(|member| member.updated > since);
        members.sort_by(|one, other| one.updated.total_cmp(&other.updated));

        let (mut synced, mut failed) = (0_usize, None);
        let (mut done_until, mut noted) = (since, since);
        for (number, member) in members.iter().enumerate() {
            if cx.host().monotonic().saturating_sub(started) > TIME {
                cx.logger().for_bot().warn(format!("{} members are left: sync again", members.len() - number));
                break;
            }
            match keep(cx, member.clone()).await {
                Ok(()) => synced += 1,
                Err(error) => failed = Some((member, error)).or(failed),
            }
            // What failed is tried again the next time, with all that come after it.
            let next = members.get(number + 1);
            if failed.is_none() && next.is_none_or(|next| next.updated > member.updated) {
                done_until = member.updated;
            }
            if number % STEP == STEP - 1 && done_until > noted {
                noted = done_until;
                state.set(&Sync { users_last_sync_ts: Some(noted) }).await?;
            }
        }
        if done_until > noted {
            state.set(&Sync { users_last_sync_ts: Some(done_until) }).await?;
        }
        match failed {
            Some((_, error)) if synced == 0 => Err(error.into()),
            Some((member, error)) => {
                cx.logger().for_bot().warn(format!("the member {} was not synchronised: {error}", member.id));
                Ok(SyncedMembers { synced_count: synced as f64 })
            }
            None => Ok(SyncedMembers { synced_count: synced as f64 }),
        }
    }
}

/// Makes or updates the user of a member. What is empty in Slack now is taken away.
async fn keep(cx: &Context<Slack>, member: Member) -> Result<(), botpress_sdk::client::Error> {
    let (name, picture) = (member.profile.name().map(str::to_owned), member.profile.picture().map(str::to_owned));
    let tags = UserTags::of(member).to_map();
    let mut patch: TagPatch = UserTags::definitions().into_keys().map(|name| (name, None)).collect();
    // Set by integrations of before, and not by Slack.
    patch.shift_remove(UserTags::DM_CONVERSATION_ID.name());
    patch.extend(tags.into_iter().map(|(name, value)| (name, Some(value))));
    let mut request =
        get_or_create_user::Request::new(patch).discriminate_by_tags(vec![UserTags::ID.name().to_owned()]);
    if let Some(name) = name {
        request = request.name(name);
    }
    if let Some(picture) = picture {
        request = request.picture_url(picture);
    }
    cx.client().send(request).await.map(drop)
}
