//! Local Botpress: the platform on your machine, for development and tests.
//!
//! [`LocalBotpress`] serves the runtime API that integrations call, and does around it what Botpress Cloud does: it
//! [installs](LocalBotpress::install) integrations into a bot, calls `register`, routes webhooks by id, signs its requests,
//! has integrations deliver what the [bot](Bot) says, and keeps everything in SQLite. No account, no network.
//!
//! It also serves the admin API, so that the official CLI and any other client of the official API work against it:
//! integrations with their versions and secrets, the hub with the platform's interfaces, bots and what is installed in them,
//! keys, logs. Each [workspace](LocalBotpress::create_workspace) sees what is its own. A bot with a URL is called there by the
//! official bot protocol; one without is the [bot](Bot) of this process. Uploaded code is not run: integrations and bots need
//! a URL.
//!
//! With the feature `vrl` the scripts of integrations are run, in [VRL](https://vrl.dev): webhooks that come in at one place
//! for all installations of an integration find theirs by what they contain, and an installation says where its configuration
//! begins. Scripts see the request and the integration's secrets, and nothing of this machine. The feature is off by default:
//! it brings as many crates as everything else together, and the licence of `vrl` is MPL-2.0. Without it such webhooks answer
//! 501, and scripts are not checked.
//!
//! Its [page](LocalBotpress::page_url), at the root, is a chat with the bot in every channel, and shows what each message,
//! webhook and call has caused, with payloads, times and log lines; it sends them again, and edits tags, states and
//! configurations. What it shows is kept in memory: the latest ten thousand steps, 32 MiB of them at most, without secrets.
//!
//! What happens can be [watched](LocalBotpress::subscribe) and [awaited](LocalBotpress::wait_for).
//!
//! What integrations do not declare is refused: tags, channels, message types, events, states, actions. Payloads must be
//! objects of at most 128 KiB and conform to their declared schemas (feature `schemas`, on by default). Events and messages
//! with a schedule happen at their time, also after a restart. Files are kept with the rest of the data; those that are to
//! be indexed are taken apart into passages when they are texts, and found by their words, not by what they mean. Workflows
//! are kept, not run, and time out. Bots have no tables.

mod admin;
mod bot;
mod builder;
mod console;
mod failure;
mod handle;
mod log_entry;
mod notice;
mod operations;
mod platform;
mod recording;
mod server;
mod store;

pub use bot::{Bot, BotContext, BotError, BotResult, EchoBot, Handling, ScriptError, ScriptedBot, SilentBot, bot_fn};
pub use builder::{Builder, StartError};
pub use handle::{LocalBotpress, NewWorkspace, ReadError, WaitError, WorkspaceError};
pub use log_entry::{LogEntry, LogLevel};
pub use notice::{Notice, NoticeKind};
pub use platform::clock::{Clock, ManualClock, SystemClock};
pub use platform::install::{InstallError, Installation, Installed, Registration};
pub use platform::journal::{Happening, Happenings};
pub use store::Data;

/// For implementations of [`Bot`].
pub use async_trait::async_trait;
