//! A simulated Slack workspace: people who write and react, the part of Slack's Web API that a bot uses, and signed events,
//! all on the loopback interface and without an account.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use slack_workspace::Workspace;
//!
//! let workspace = Workspace::builder().user("U1ADA", "Ada Lovelace").channel("C1GENERAL", "general").start().await?;
//! let mut happenings = workspace.happenings();
//!
//! // An app calls `workspace.api_url()` with `workspace.bot_token()` and gets its events after
//! // `workspace.set_events_url("http://127.0.0.1:8072").await`. People act through the handle:
//! let hello = workspace.say("U1ADA", "C1GENERAL", "hello, everyone")?;
//! workspace.react("U1ADA", &hello, "wave")?;
//!
//! let seen = happenings.message(|message| message.user == "U1ADA").await;
//! assert_eq!(seen.text, "hello, everyone");
//! assert_eq!(workspace.messages("C1GENERAL")[0].reactions[0].name, "wave");
//! # Ok(()) }
//! ```
//!
//! What it imitates, as far as an integration needs it:
//!
//! - the Web API with forms, JSON, `ok: false` and Slack's error codes: messages, streams, reactions, users, conversations,
//!   files in three steps, views, threads of assistants, functions of workflows, OAuth with and without token rotation, apps
//!   from manifests; scopes, tokens that expire, refresh tokens that can be spent once, rate limits
//!   ([`Builder::tier_limits`]), and the limits of Block Kit with the place of what exceeds them;
//! - the Events API with Slack's envelope, signature, three seconds, three repetitions and `x-slack-no-retry`, or Socket Mode;
//! - what people do: [write, react, share files](Workspace::say), [click, choose](Workspace::act),
//!   [run commands](Workspace::command), submit [modals](Workspace::submit), [allow an app](Workspace::consent);
//! - failures, on demand ([`Workspace::fail`], [`Workspace::fail_delivery`]) and at random ([`Workspace::stir`]);
//! - a page in the browser, on which one can be in the workspace as anybody ([`Workspace::url`]).
//!
//! Everything that happens can be awaited: [`Workspace::happenings`].

mod blocks;
mod builder;
mod chaos;
mod clock;
mod control;
mod core;
mod delivery;
mod faults;
mod files;
mod guard;
mod happening;
mod http_client;
mod model;
mod oauth_page;
mod page;
mod people;
mod responses;
mod server;
mod signature;
mod sockets;
mod using;
mod web_api;
mod workspace;

pub use builder::Builder;
pub use chaos::Chaos;
pub use clock::{Clock, ManualClock, SystemClock};
pub use delivery::{Delivery, EventsUrlError, Outcome};
pub use faults::{DeliveryFailure, Failure, Injected};
pub use happening::{Happening, Happenings};
pub use model::{
    App, Channel, ChannelKind, Consent, Edited, Element, File, FileSharing, FunctionOutcome, Input, Message, Prompt,
    Reaction, Refusal, SpentRefresh, Subtype, Tab, ThreadState, Upload, User, View,
};
pub use signature::sign;
pub use sockets::SocketEnd;
pub use workspace::Workspace;
