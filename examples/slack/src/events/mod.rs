//! What the bot is told besides messages. How each comes about is in the module `incoming`.

mod commands;
mod edits;
mod home;
mod members;
mod reactions;
mod workflow;

pub use self::{
    commands::{ShortcutKind, ShortcutUsed, SlashCommandUsed},
    edits::{MessageChanged, MessageDeleted, MessagePlace},
    home::AppHomeOpened,
    members::{
        ChannelMember, InvitedMember, MemberJoinedChannel, MemberJoinedWorkspace, MemberLeftChannel, WorkspaceMember,
    },
    reactions::{Reaction, ReactionAdded, ReactionRemoved, Targets},
    workflow::WorkflowWebhook,
};
