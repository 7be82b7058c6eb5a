//! What people choose in messages of the bot.
//!
//! Slack tells of it by an [interaction](https://docs.slack.dev/reference/interaction-payloads/block_actions-payload) of the type
//! `block_actions`. [`Click::parse`] reads it, [`Click::chosen`] says what was chosen, and [`Click::answered`] how the message looks
//! afterwards.

mod answered;
mod chosen;
mod payload;

pub use self::{
    answered::Answered,
    chosen::{Chosen, ChosenValue},
    payload::{Action, Click},
};
