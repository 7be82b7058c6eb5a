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
//! What it imitates, and only that: bearer and form tokens, form and JSON bodies (reading methods ignore JSON, as Slack's do),
//! `ok: false` with Slack's error codes, 429 with `Retry-After` on demand, the Events API's envelope, signature, retries and
//! `x-slack-no-retry`, and events about what the app itself did.

mod builder;
mod delivery;
mod happening;
mod http_client;
mod model;
mod signature;
#[cfg(test)]
mod tests;
mod web_api;
mod workspace;

pub use builder::Builder;
pub use delivery::{Delivery, EventsUrlError, Outcome};
pub use happening::{Happening, Happenings};
pub use model::{Channel, ChannelKind, Message, Reaction, Refusal, User};
pub use signature::sign;
pub use web_api::Failure;
pub use workspace::Workspace;
