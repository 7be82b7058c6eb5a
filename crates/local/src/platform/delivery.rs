//! What follows from messages and events: the bot processes, integrations deliver.
//!
//! The store is the queue. A lane is the work of one conversation in one direction; it takes the oldest piece, finishes it
//! and takes the next, so that order holds within a conversation while conversations do not wait for each other. What a
//! crash interrupts is still in the store, and is taken up at the next start: nothing is lost, and the one piece that each
//! lane was at may be done again.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use botpress_api::id::ConversationId;
use botpress_api::operation::{MessageCreated, OperationName};
use botpress_api::types::{Event, EventStatus};
use futures_util::FutureExt as _;

use super::journal::Happening;
use super::served::{ATTEMPTS, Backoff};
use super::{Actor, Platform};
use crate::bot::{BotContext, Handling};
use crate::failure::Failure;
use crate::operations::wire;
use crate::recording::{About, End, What, because, because_maybe};
use crate::store::{conversations, events, messages, notices, users};

/// What a failure reason may have in characters.
const LONGEST_REASON: usize = 2000;

/// The work of one conversation in one direction.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Lane {
    /// Events for the bot; those of no conversation share a lane.
    Bot(Option<String>),
    /// Messages for the integration of the conversation.
    Delivery(String),
}

/// The lanes with a task at work; true when there may be more than it has seen.
#[derive(Debug, Default)]
pub(crate) struct Lanes(Mutex<HashMap<Lane, bool>>);

impl Lanes {
    fn lock(&self) -> MutexGuard<'_, HashMap<Lane, bool>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Platform {
    /// Sees to it that the lane's work is done, in the background.
    pub(crate) fn wake(self: &Arc<Self>, lane: Lane) {
        {
            let mut lanes = self.lanes.lock();
            if let Some(more) = lanes.get_mut(&lane) {
                *more = true;
                return;
            }
            lanes.insert(lane.clone(), false);
        }
        let platform = Arc::clone(self);
        self.tasks.spawn(async move { platform.work(lane).await });
    }

    /// Takes up what an earlier run has left.
    pub(crate) async fn wake_all(self: &Arc<Self>) -> Result<(), Failure> {
        let own = self.bot.seq;
        let (bot, deliveries) = self
            .run(move |tx| {
                let mut deliveries = messages::pending_conversations(tx, own)?;
                deliveries.extend(notices::conversations(tx, own)?);
                Ok((events::pending_conversations(tx, own)?, deliveries))
            })
            .await?;
        for conversation in bot {
            self.wake(Lane::Bot(conversation));
        }
        for conversation in deliveries {
            self.wake(Lane::Delivery(conversation));
        }
        Ok(())
    }

    async fn work(self: Arc<Self>, lane: Lane) {
        while !self.tasks.is_stopping() {
            let done = match &lane {
                Lane::Bot(conversation) => self.process_next(conversation.clone()).await,
                Lane::Delivery(conversation) => self.deliver_next(conversation.clone()).await,
            };
            let more = match done {
                Ok(more) => more,
                Err(Failure::Stopped) => break,
                Err(failure) => {
                    self.journal.write(Happening::Trouble { message: failure.to_string() });
                    false
                }
            };
            if more {
                continue;
            }
            // Who wakes the lane from here on either finds it in the map, or starts another task.
            let mut lanes = self.lanes.lock();
            if lanes.get(&lane) == Some(&true) {
                lanes.insert(lane.clone(), false);
                continue;
            }
            lanes.remove(&lane);
            return;
        }
    }

    /// Gives the bot its next event; false when there is none.
    async fn process_next(self: &Arc<Self>, conversation: Option<String>) -> Result<bool, Failure> {
        let bot = self.bot.seq;
        let Some(row) = self.run(move |tx| events::next_pending(tx, bot, conversation.as_deref())).await? else {
            return Ok(false);
        };
        let (id, kind) = (row.id.clone(), row.kind.clone());
        // The event of a message is recorded as the message.
        let recorded = row.message_id.clone().filter(|_| kind == events::MESSAGE_CREATED).unwrap_or_else(|| id.clone());
        let cause = self.recording.cause_of(&recorded);
        let (status, failure) = match because_maybe(cause, self.process(row)).await {
            Ok(Handling::Processed) => (EventStatus::Processed, None),
            Ok(Handling::Ignored) => (EventStatus::Ignored, None),
            Err(reason) => (EventStatus::Failed, Some(reason.chars().take(LONGEST_REASON).collect::<String>())),
        };
        if let Some(reason) = &failure {
            self.log("error", None, format!("the bot failed on the event `{id}` ({kind}): {reason}"));
        }
        let (settled, outcome, reason) = (id.clone(), status.clone(), failure.clone());
        self.run(move |tx| events::settle(tx, &settled, outcome.as_str(), reason.as_deref())).await?;
        let outcome = match status {
            EventStatus::Processed => "processed",
            EventStatus::Ignored => "ignored",
            _ => "failed",
        };
        self.recording.settle(&recorded, outcome, failure.as_deref());
        self.journal.write(Happening::EventSettled { event_id: id, kind, status, failure });
        Ok(true)
    }

    async fn process(self: &Arc<Self>, row: events::EventRow) -> Result<Handling, String> {
        let scope = self.scope(&Actor::Bot);
        let (platform, event) = (Arc::clone(self), row.clone());
        let loaded = self
            .run(move |tx| {
                let id = |id: &Option<String>| id.clone().unwrap_or_default();
                Ok((
                    if_there(conversations::get(tx, &scope, &id(&event.conversation_id)))?.map(wire::conversation),
                    if_there(users::get(tx, &scope, &id(&event.user_id)))?.map(wire::user),
                    if_there(messages::get(tx, &scope, &id(&event.message_id)))?.map(wire::message),
                    wire::event(tx, &platform, &Actor::Bot, event)?,
                ))
            })
            .await;
        let (conversation, user, message, event): (_, _, _, Event) = loaded.map_err(|failure| failure.to_string())?;
        if let Some(served) = self.served() {
            return self.hand_over(&served, &event).await;
        }
        let step = self.recording.step(What::Bot { kind: event.kind.clone() }).bot(&self.bot.id);
        let step = step.about(About::conversation(event.conversation_id.as_ref().map(ConversationId::as_str))).begin();
        let cx = BotContext::new(Arc::clone(self), conversation, user, step.cause());
        let is_message = row.kind == events::MESSAGE_CREATED;
        let handling = async {
            match message {
                Some(message) if is_message => self.behaviour.on_message(&cx, &message).await,
                // The message was deleted before its turn came.
                None if is_message => Ok(Handling::Ignored),
                _ => self.behaviour.on_event(&cx, &event).await,
            }
        };
        let handled = match AssertUnwindSafe(because(step.cause(), handling)).catch_unwind().await {
            Ok(handled) => handled.map_err(|error| error.to_string()),
            Err(_) => Err("the bot panicked".to_owned()),
        };
        step.end(match &handled {
            Ok(Handling::Processed) => End::with("processed"),
            Ok(Handling::Ignored) => End::with("ignored"),
            Err(failure) => End { failure: Some(failure.clone()), ..End::with("failed") },
        });
        handled
    }

    /// Has the integration deliver the conversation's next message; false when there is none.
    async fn deliver_next(self: &Arc<Self>, conversation: String) -> Result<bool, Failure> {
        let place = conversation.clone();
        let Some(id) = self.run(move |tx| messages::next_delivery(tx, &place)).await? else {
            // Changes are told after the messages that they may be about.
            return self.tell_next(conversation).await;
        };
        let failure = match because_maybe(self.recording.cause_of(&id), self.deliver(&id)).await {
            // The message, its conversation or its author was deleted meanwhile.
            Err(gone @ Failure::NotFound { .. }) => Some(gone.to_string()),
            outcome => outcome?,
        };
        let (message, reason) = (id.clone(), failure.clone());
        self.run(move |tx| messages::delivered(tx, &message, reason.as_deref())).await?;
        let outcome = if failure.is_none() { "delivered" } else { "not delivered" };
        self.recording.settle(&id, outcome, failure.as_deref());
        if let Some(reason) = &failure {
            self.log("error", None, format!("message `{id}` was not delivered: {reason}"));
        }
        self.journal.write(match failure {
            None => Happening::MessageDelivered { message_id: id },
            Some(reason) => Happening::MessageFailed { message_id: id, reason },
        });
        Ok(true)
    }

    /// Calls until it is clear how it ends: repeated after 5xx and when there is no answer, not after 4xx.
    async fn deliver(self: &Arc<Self>, message: &str) -> Result<Option<String>, Failure> {
        let mut backoff = Backoff::new(self.retry_after);
        loop {
            // Read each time: an integration that is installed again meanwhile may have another URL.
            let (bot, id) = (self.scope(&Actor::Bot), message.to_owned());
            let owner = self.run(move |tx| Ok(messages::place(tx, &bot, &id)?.owner)).await?;
            let Some(instance) = self.instances.get(owner) else {
                return Ok(Some("the integration of the conversation is not installed any more".to_owned()));
            };
            let (scope, id) = (self.scope(&Actor::Integration(Arc::clone(&instance))), message.to_owned());
            let disabled = instance.row.disabled_channels.clone();
            let body = self
                .run(move |tx| {
                    let message = messages::get(tx, &scope, &id)?;
                    let conversation = conversations::get(tx, &scope, &message.conversation_id)?;
                    if disabled.contains(&conversation.channel) {
                        return Ok(None);
                    }
                    let user = users::get(tx, &scope, &message.user_id)?;
                    let (conversation, user) = (wire::conversation(conversation), wire::user(user));
                    Ok(Some(MessageCreated::new(conversation, wire::message(message), user)))
                })
                .await?;
            let Some(body) = body else {
                return Ok(Some("the channel is disabled in the bot".to_owned()));
            };
            let reason = match self.call(&instance, OperationName::MessageCreated, &body).await {
                Ok(answer) if answer.status.is_success() => return Ok(None),
                Ok(answer) if !answer.status.is_server_error() => return Ok(Some(answer.reason())),
                Ok(answer) => answer.reason(),
                Err(error) => error.to_string(),
            };
            if !backoff.pause(&self.tasks).await? {
                return Ok(Some(format!("{reason} (after {ATTEMPTS} attempts)")));
            }
        }
    }
}

/// What an event is about may have been deleted since.
fn if_there<T>(found: Result<T, Failure>) -> Result<Option<T>, Failure> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Failure::NotFound { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}
