//! What happened, for people to watch and for tests to await.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use botpress_api::types::{Event, EventStatus, Message};
use http::{Method, StatusCode};
use tokio::sync::watch;

/// How many happenings are kept for those who ask later.
const KEPT: usize = 10_000;

/// Something that happened in local Botpress.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Happening {
    /// An integration accepted its configuration.
    Registered {
        /// The installation.
        alias: String,
    },
    /// An integration refused its configuration, or could not be reached.
    RegistrationFailed {
        /// The installation.
        alias: String,
        /// What the integration said.
        reason: String,
    },
    /// An integration was removed from the bot.
    Uninstalled {
        /// The installation.
        alias: String,
        /// Why `unregister` failed, if it did.
        failure: Option<String>,
    },
    /// A request from outside was given to an integration, and its answer to the sender.
    WebhookRelayed {
        /// The installation.
        alias: String,
        /// The request's method.
        method: Method,
        /// The path after the webhook's id.
        path: String,
        /// What was answered.
        status: StatusCode,
    },
    /// A request to an integration as a whole was for none of its installations.
    WebhookUnmatched {
        /// The integration's name.
        integration: String,
        /// The request's method.
        method: Method,
        /// The path after the integration.
        path: String,
        /// What its script found in the request.
        identifier: Option<String>,
        /// What was answered: by the integration's fallback script, or that there is nobody.
        status: StatusCode,
    },
    /// The platform called an integration.
    OperationCalled {
        /// The installation.
        alias: String,
        /// `webhook_received`, `message_created` and so on.
        operation: String,
        /// What was answered; `None` when nothing was.
        status: Option<StatusCode>,
        /// How long it took.
        duration: Duration,
    },
    /// Somebody called the API.
    ApiCalled {
        /// The operation's name in the official client: `createMessage`.
        operation: &'static str,
        /// The installation that called; `None` for the bot, and for who is not known.
        alias: Option<String>,
        /// What was answered.
        status: StatusCode,
        /// How long it took.
        duration: Duration,
    },
    /// An integration created a message.
    MessageIn(Message),
    /// The bot created a message. Tags are as the bot sees them.
    MessageOut(Message),
    /// The integration has delivered a message of the bot.
    MessageDelivered {
        /// The message's id.
        message_id: String,
    },
    /// The integration could not deliver a message of the bot, and it is not tried again.
    MessageFailed {
        /// The message's id.
        message_id: String,
        /// What the integration said.
        reason: String,
    },
    /// An event was created, as the bot sees it.
    EventCreated(Event),
    /// The bot is done with an event, incoming messages included.
    EventSettled {
        /// The event's id.
        event_id: String,
        /// The event's type, as the bot sees it.
        kind: String,
        /// What became of it.
        status: EventStatus,
        /// Why it failed, if it did.
        failure: Option<String>,
    },
    /// Something went wrong in local Botpress itself.
    Trouble {
        /// What.
        message: String,
    },
}

/// One line for people.
impl fmt::Display for Happening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Registered { alias } => write!(f, "{alias}: registered"),
            Self::RegistrationFailed { alias, reason } => write!(f, "{alias}: registration failed: {reason}"),
            Self::Uninstalled { alias, failure: None } => write!(f, "{alias}: uninstalled"),
            Self::Uninstalled { alias, failure: Some(failure) } => {
                write!(f, "{alias}: uninstalled, but unregister failed: {failure}")
            }
            Self::WebhookRelayed { alias, method, path, status } => {
                write!(f, "{alias}: webhook {method} {path} -> {}", status.as_u16())
            }
            Self::WebhookUnmatched { integration, method, path, identifier, status } => {
                let identifier =
                    identifier.as_deref().map_or_else(|| "no identifier".to_owned(), |it| format!("`{it}`"));
                write!(f, "{integration}: webhook {method} {path} for nobody ({identifier}) -> {}", status.as_u16())
            }
            Self::OperationCalled { alias, operation, status, duration } => {
                let status = status.map_or_else(|| "no answer".to_owned(), |status| status.as_u16().to_string());
                write!(f, "{alias}: {operation} -> {status} in {}", Millis(*duration))
            }
            Self::ApiCalled { operation, alias, status, duration } => {
                let by = alias.as_deref().unwrap_or("api");
                write!(f, "{by}: called {operation} -> {} in {}", status.as_u16(), Millis(*duration))
            }
            Self::MessageIn(message) => write!(f, "message in: {} {}", message.kind, message.payload),
            Self::MessageOut(message) => write!(f, "message out: {} {}", message.kind, message.payload),
            Self::MessageDelivered { message_id } => write!(f, "message delivered: {message_id}"),
            Self::MessageFailed { message_id, reason } => write!(f, "message not delivered: {message_id}: {reason}"),
            Self::EventCreated(event) => write!(f, "event: {} {}", event.kind, event.payload),
            Self::EventSettled { kind, status, failure: None, .. } => write!(f, "event {status}: {kind}"),
            Self::EventSettled { kind, status, failure: Some(failure), .. } => {
                write!(f, "event {status}: {kind}: {failure}")
            }
            Self::Trouble { message } => write!(f, "trouble: {message}"),
        }
    }
}

struct Millis(Duration);

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} ms", self.0.as_secs_f64() * 1000.0)
    }
}

/// The latest happenings, and a bell for those who wait for the next.
#[derive(Debug)]
pub(crate) struct Journal {
    kept: Mutex<Kept>,
    /// The number of happenings so far.
    count: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Kept {
    happenings: VecDeque<Happening>,
    /// The number of the first one that is kept.
    first: u64,
}

impl Journal {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { kept: Mutex::default(), count: watch::Sender::new(0) })
    }

    pub(crate) fn write(&self, happening: Happening) {
        tracing::debug!(target: "botpress_local", "{happening}");
        let count = {
            let mut kept = self.lock();
            kept.happenings.push_back(happening);
            if kept.happenings.len() > KEPT {
                kept.happenings.pop_front();
                kept.first += 1;
            }
            kept.first + kept.happenings.len() as u64
        };
        self.count.send_if_modified(|known| {
            let newer = count > *known;
            *known = count.max(*known);
            newer
        });
    }

    /// A reader that begins with what happens from now on, or with the oldest that is kept.
    pub(crate) fn reader(self: &Arc<Self>, from_start: bool) -> Happenings {
        let next = if from_start { 0 } else { *self.count.borrow() };
        Happenings { journal: Arc::downgrade(self), next, count: self.count.subscribe() }
    }

    /// The happening with this number, or the first one after it that is kept, with its number.
    fn read(&self, number: u64) -> Option<(u64, Happening)> {
        let kept = self.lock();
        let number = number.max(kept.first);
        let index = usize::try_from(number - kept.first).ok()?;
        kept.happenings.get(index).map(|happening| (number, happening.clone()))
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A reader of happenings, in their order.
///
/// It skips what it missed when it falls more than ten thousand behind.
#[derive(Debug)]
pub struct Happenings {
    journal: std::sync::Weak<Journal>,
    next: u64,
    count: watch::Receiver<u64>,
}

impl Happenings {
    /// The next happening; `None` after local Botpress has stopped.
    pub async fn next(&mut self) -> Option<Happening> {
        loop {
            {
                let journal = self.journal.upgrade()?;
                self.count.mark_unchanged();
                if let Some((number, happening)) = journal.read(self.next) {
                    self.next = number + 1;
                    return Some(happening);
                }
            }
            self.count.changed().await.ok()?;
        }
    }

    /// The next happening for which `wanted` gives something; `None` after local Botpress has stopped.
    pub async fn find<T>(&mut self, mut wanted: impl FnMut(&Happening) -> Option<T>) -> Option<T> {
        loop {
            if let Some(found) = wanted(&self.next().await?) {
                return Some(found);
            }
        }
    }
}
