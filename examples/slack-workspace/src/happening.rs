use std::sync::{Arc, Mutex};

use tokio::sync::watch;

use crate::{Delivery, Message, workspace::lock};

/// Something that happened in the workspace, whoever did it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Happening {
    /// Somebody, or the app, posted a message.
    MessagePosted(Message),
    /// Somebody, or the app, reacted to a message.
    ReactionAdded {
        /// Who.
        user: String,
        /// With what, without colons.
        emoji: String,
        /// The message, with its reactions as they are then.
        message: Message,
    },
    /// Somebody, or the app, took a reaction back.
    ReactionRemoved {
        /// Who.
        user: String,
        /// Which one, without colons.
        emoji: String,
        /// The message, with its reactions as they are then.
        message: Message,
    },
    /// The app called the Web API.
    ApiCalled {
        /// The method: `chat.postMessage`.
        method: String,
        /// Slack's error code; `None` when the call succeeded.
        error: Option<String>,
    },
    /// An attempt to deliver an event to the app ended.
    EventDelivered(Delivery),
}

/// Everything that happened, in order; readers come and go.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    entries: Mutex<Vec<Happening>>,
    length: watch::Sender<usize>,
}

impl Journal {
    pub(crate) fn record(&self, happening: Happening) {
        let mut entries = lock(&self.entries);
        entries.push(happening);
        self.length.send_replace(entries.len());
    }
}

/// Follows what happens in a workspace. Nothing is skipped, however slow the reader is.
#[derive(Debug, Clone)]
pub struct Happenings {
    journal: Arc<Journal>,
    length: watch::Receiver<usize>,
    next: usize,
}

impl Happenings {
    pub(crate) fn from_now(journal: Arc<Journal>) -> Self {
        let length = journal.length.subscribe();
        let next = *length.borrow();
        Self { journal, length, next }
    }

    /// Waits for the next happening. Bound the wait where nothing may come: it never ends by itself.
    pub async fn next(&mut self) -> Happening {
        let next = self.next;
        // The sender lives in the journal, which `self` holds: the wait cannot fail. What it answers is a lock on the length,
        // given back at once: whoever records holds the entries' lock while waiting for it.
        drop(self.length.wait_for(|length| *length > next).await);
        self.next += 1;
        lock(&self.journal.entries)[next].clone()
    }

    /// Waits for the first happening that `pick` takes; those before it are passed over.
    pub async fn find<T>(&mut self, mut pick: impl FnMut(Happening) -> Option<T>) -> T {
        loop {
            if let Some(found) = pick(self.next().await) {
                return found;
            }
        }
    }

    /// Waits for the first message that `matches`.
    pub async fn message(&mut self, mut matches: impl FnMut(&Message) -> bool) -> Message {
        self.find(|happening| match happening {
            Happening::MessagePosted(message) if matches(&message) => Some(message),
            _ => None,
        })
        .await
    }

    /// Waits until an attempt to deliver an event of type `event_type` (`message`, `reaction_added`) ends.
    pub async fn delivery(&mut self, event_type: &str) -> Delivery {
        self.find(|happening| match happening {
            Happening::EventDelivered(delivery) if delivery.event_type == event_type => Some(delivery),
            _ => None,
        })
        .await
    }
}
