//! My integration for Botpress: a help desk whose tickets a bot answers.
//!
//! - here: what the integration declares
//! - `webhook`: what the help desk tells
//! - `help_desk`: the help desk's API, as far as it is needed
//! - `handlers`: what the bot asks for

mod handlers;
mod help_desk;
mod webhook;

use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

use help_desk::HelpDesk;

/// Answers the tickets of a help desk.
#[derive(Debug, Integration)]
#[integration(
    name = "my-integration",
    version = "0.1.0",
    title = "My integration",
    icon = "icon.svg",
    readme = "hub.md",
    configuration = Config,
    secrets = AppSecrets,
    user = UserTags,
    channels(Ticket),
    actions(CloseTicket),
    events(TicketClosed),
    states(Account),
)]
pub struct MyIntegration {
    secrets: AppSecrets,
}

impl MyIntegration {
    /// The integration with the secrets of `env`.
    pub fn new(env: &Env) -> Result<Self> {
        Ok(Self { secrets: AppSecrets::from_env(env)? })
    }

    fn help_desk<'a>(&'a self, cx: &'a Context<Self>) -> HelpDesk<'a> {
        HelpDesk::new(cx.http(), &cx.configuration().api_url, &self.secrets.api_key)
    }
}

/// Which help desk it is.
#[derive(Debug, Deserialize, Schema, Configuration)]
#[serde(rename_all = "camelCase")]
pub struct Config {
    /// The address of the help desk's API.
    #[botpress(title = "API URL", placeholder = "https://desk.example.com")]
    pub api_url: String,
}

/// What the integration's owner keeps to themselves.
#[derive(Debug, Secrets)]
pub struct AppSecrets {
    /// The key for the help desk's API, which the help desk also sends along with its webhooks.
    api_key: Secret,
}

/// The tags of a user.
#[derive(Debug, Tags)]
pub struct UserTags {
    /// The user's id in the help desk.
    #[tag(title = "ID")]
    pub id: String,
}

/// A ticket, as a conversation.
#[derive(Debug, Channel)]
#[channel(title = "Ticket", messages = Messages, conversation = TicketTags, message = MessageTags)]
pub struct Ticket;

/// What can be said in a ticket.
#[derive(Debug, Messages)]
pub enum Messages {
    /// A text.
    Text(messages::Text),
    /// A picture, as a link.
    Image(messages::Image),
}

/// The tags of a ticket.
#[derive(Debug, Tags)]
pub struct TicketTags {
    /// The ticket's id in the help desk.
    #[tag(title = "ID")]
    pub id: String,
}

/// The tags of a message.
#[derive(Debug, Tags)]
pub struct MessageTags {
    /// The comment's id in the help desk.
    #[tag(title = "ID")]
    pub id: String,
}

/// Close a ticket.
#[derive(Debug, Deserialize, Schema, Action)]
#[action(title = "Close ticket", output = Closed)]
#[serde(rename_all = "camelCase")]
pub struct CloseTicket {
    /// The ticket's id in the help desk.
    #[botpress(title = "Ticket ID")]
    pub ticket_id: String,
}

/// What [`CloseTicket`] answers.
#[derive(Debug, Serialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Closed {
    /// Whether the ticket was open before.
    pub was_open: bool,
}

/// A ticket was closed in the help desk.
#[derive(Debug, Serialize, Deserialize, Schema, Event)]
#[event(title = "Ticket closed")]
#[serde(rename_all = "camelCase")]
pub struct TicketClosed {
    /// The ticket's id in the help desk.
    pub ticket_id: String,
}

/// Whose help desk it is, as learned when the configuration was accepted.
#[derive(Debug, Serialize, Deserialize, Schema, State)]
#[state(integration)]
pub struct Account {
    /// The account's name.
    pub name: String,
}
