//! What the bot can ask for, an action per file with its handler.

mod add_reaction;
mod find_target;
mod get_channels_info;
mod get_or_create_conversation;
mod get_user_profile;
mod retrieve_message;
mod sync_members;
mod typing_indicator;
mod update_channel_topic;

pub use self::{
    add_reaction::AddReaction,
    find_target::{FindTarget, FoundTargets, Target, TargetKind},
    get_channels_info::{ChannelInfo, ChannelsInfo, GetChannelsInfo},
    get_or_create_conversation::Conversation,
    get_user_profile::{GetUserProfile, UserProfile},
    retrieve_message::{RetrieveMessage, RetrievedMessage},
    sync_members::{SyncMembers, SyncedMembers},
    update_channel_topic::UpdateChannelTopic,
};
