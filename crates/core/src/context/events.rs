//! Events to the bot.

use std::time::{Duration, SystemTime};

use botpress_api::{
    Endpoint,
    endpoint::create_event,
    id::{ConversationId, MessageId, UserId},
    types::{Event as EventObject, Schedule},
};
use botpress_client::{Client, Error};

use super::{Context, objects::awaited};
use crate::{Declares, Event, Integration, schema::encode};

impl<I: Integration> Context<I> {
    /// Emits an event that the integration declares; await it, after naming what it belongs to.
    ///
    /// ```
    /// # use botpress_core::{Context, Declares, Event, Integration, Result};
    /// # async fn example<I: Declares<E>, E: Event>(cx: &Context<I>, reaction_added: E) -> Result<()> {
    /// cx.emit(reaction_added).conversation("conv_1").user("user_1").await?;
    /// # Ok(()) }
    /// ```
    pub fn emit<E: Event>(&self, event: E) -> Emit<'_>
    where
        I: Declares<E>,
    {
        let request = encode(&event)
            .map(|payload| create_event::Request::new(<I as Declares<E>>::NAME, payload))
            .map_err(|source| Error::Encode { operation: create_event::Request::OPERATION, source });
        Emit { client: self.client(), request }
    }
}

/// An event about to be emitted; await it.
#[derive(Debug)]
#[must_use = "an event is emitted when it is awaited"]
pub struct Emit<'a> {
    client: &'a Client,
    request: Result<create_event::Request, Error>,
}

impl Emit<'_> {
    /// The conversation it belongs to.
    pub fn conversation(self, id: impl Into<ConversationId>) -> Self {
        self.with(|request| request.conversation_id(id))
    }

    /// The user it belongs to.
    pub fn user(self, id: impl Into<UserId>) -> Self {
        self.with(|request| request.user_id(id))
    }

    /// The message it belongs to.
    pub fn message(self, id: impl Into<MessageId>) -> Self {
        self.with(|request| request.message_id(id))
    }

    /// Emits it at a time.
    pub fn at(self, time: SystemTime) -> Self {
        self.with(|request| request.schedule(Schedule::at(botpress_api::iso8601(time))))
    }

    /// Emits it after a delay, counted in milliseconds.
    pub fn after(self, delay: Duration) -> Self {
        self.with(|request| request.schedule(Schedule::after_ms(super::millis(delay))))
    }

    fn with(mut self, change: impl FnOnce(create_event::Request) -> create_event::Request) -> Self {
        self.request = self.request.map(change);
        self
    }

    async fn send(self) -> Result<EventObject, Error> {
        Ok(self.client.send(self.request?).await?.event)
    }
}

awaited!(Emit => EventObject);
