//! Text between Botpress, which speaks Markdown, and Slack, which speaks mrkdwn.
//!
//! - [`Mrkdwn`]: what the bot says, in Slack's markup
//! - [`Incoming`]: what people write, in Markdown
//! - [`Mention`]: users in a text, by their places in it
//! - [`Token`]: what Slack writes in angle brackets
//!
//! Nothing here talks to anybody: names and ids that have to be looked up are handed in.

mod escape;
mod incoming;
mod mention;
mod mrkdwn;
mod outgoing;
mod split;
mod style;
mod syntax;
mod token;

pub use self::{
    incoming::{Heard, Incoming, Names},
    mention::{Mention, MentionedUser, Offset},
    mrkdwn::Mrkdwn,
    token::{Broadcast, Token},
};
pub(crate) use self::{mention::utf16_len, split::clip_text, token::has_scheme};
