//! What lets an app open a websocket once.

use std::time::Duration;

use super::{Model, Refusal};

/// How long a ticket can be used.
const LIFE: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub(super) struct Ticket {
    app: String,
    until: Duration,
}

impl Model {
    /// The address of a new websocket. An app that has asked for one hears there, and no longer at its addresses.
    pub(crate) fn new_ticket(&mut self, app: &str) -> Result<String, Refusal> {
        self.app_mut(app)?.socket_mode = true;
        let ticket = self.next_id("ticket-");
        let until = self.now() + LIFE;
        self.tickets.insert(ticket.clone(), Ticket { app: app.to_owned(), until });
        let base = self.base_url.replacen("http", "ws", 1);
        Ok(format!("{base}/link/?ticket={ticket}&app_id={app}"))
    }

    /// The app that may open a websocket with this ticket.
    pub(crate) fn spend_ticket(&mut self, ticket: &str) -> Result<String, Refusal> {
        let now = self.now();
        let ticket = self.tickets.remove(ticket).filter(|ticket| ticket.until > now);
        ticket.map(|ticket| ticket.app).ok_or(Refusal::InvalidAuth)
    }
}
