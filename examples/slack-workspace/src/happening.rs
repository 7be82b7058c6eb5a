use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::sync::watch;

use crate::{Delivery, FunctionOutcome, Message, ThreadState, View, core::lock};

/// Something that happened in the workspace, whoever did it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Happening {
    /// Somebody, or an app, posted a message.
    MessagePosted(Message),
    /// A message was edited, replaced, or an app wrote on.
    MessageChanged {
        /// The message as it is now.
        message: Message,
        /// The message as it was.
        previous: Box<Message>,
    },
    /// A message was deleted.
    MessageDeleted(Message),
    /// An app showed a message to one person.
    EphemeralPosted(Message),
    /// What one person sees was replaced, or taken away: then it has neither text nor blocks.
    EphemeralChanged(Message),
    /// Somebody, or an app, reacted to a message.
    ReactionAdded {
        /// Who.
        user: String,
        /// With what, without colons.
        emoji: String,
        /// The message, with its reactions as they are then.
        message: Message,
    },
    /// Somebody, or an app, took a reaction back.
    ReactionRemoved {
        /// Who.
        user: String,
        /// Which one, without colons.
        emoji: String,
        /// The message, with its reactions as they are then.
        message: Message,
    },
    /// Somebody, or an app, came into a channel.
    MemberJoined {
        /// Who.
        user: String,
        /// Where.
        channel: String,
    },
    /// Somebody, or an app, left a channel.
    MemberLeft {
        /// Who.
        user: String,
        /// Where.
        channel: String,
    },
    /// An app said how far it has read (`conversations.mark`).
    ChannelRead {
        /// The app's bot user.
        user: String,
        /// Where.
        channel: String,
        /// The latest message that it has read.
        ts: String,
    },
    /// An app said in a thread what it is doing, what the thread is about, or what one might ask.
    ThreadChanged {
        /// The channel.
        channel: String,
        /// The first message.
        thread_ts: String,
        /// What is shown.
        state: ThreadState,
    },
    /// An app opened or changed a modal, or its page for a person.
    ViewShown(View),
    /// A modal was closed.
    ViewClosed(View),
    /// An app completed a step of a workflow.
    FunctionCompleted {
        /// The run of the step.
        execution_id: String,
        /// How it ended.
        outcome: FunctionOutcome,
    },
    /// An app was installed in the workspace.
    AppInstalled {
        /// The app.
        app: String,
    },
    /// An app was taken out of the workspace.
    AppUninstalled {
        /// The app.
        app: String,
    },
    /// The address in an app's manifest was asked whether it is the app's.
    AddressVerified {
        /// The app.
        app: String,
        /// The address.
        url: String,
        /// Why it is not; `None` when it is.
        error: Option<String>,
    },
    /// An app opened a websocket.
    SocketOpened {
        /// The app.
        app: String,
    },
    /// A websocket of an app was closed.
    SocketClosed {
        /// The app.
        app: String,
    },
    /// An app called the Web API.
    ApiCalled {
        /// The method: `chat.postMessage`.
        method: String,
        /// Slack's error code, or what the call was made to fail with; `None` when the call succeeded.
        error: Option<String>,
        /// The arguments, without tokens and secrets.
        arguments: Value,
    },
    /// An attempt to deliver an event to an app ended.
    EventDelivered(Delivery),
    /// An attempt to deliver what a person did to an app ended.
    PayloadDelivered(Delivery),
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

    /// How much has happened.
    pub(crate) fn length(&self) -> watch::Receiver<usize> {
        self.length.subscribe()
    }

    /// The arguments of all calls of a method.
    pub(crate) fn calls(&self, wanted: &str) -> Vec<Value> {
        let entries = lock(&self.entries);
        let calls = entries.iter().filter_map(|entry| match entry {
            Happening::ApiCalled { method, arguments, .. } if method == wanted => Some(arguments.clone()),
            _ => None,
        });
        calls.collect()
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
    pub(crate) fn from_start(journal: Arc<Journal>) -> Self {
        let length = journal.length.subscribe();
        Self { journal, length, next: 0 }
    }

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

    /// Waits until an attempt to deliver an event (`message`, `reaction_added`), a payload (`block_actions`) or a command
    /// (`/weather`) ends.
    pub async fn delivery(&mut self, event_type: &str) -> Delivery {
        self.find(|happening| match happening {
            Happening::EventDelivered(delivery) | Happening::PayloadDelivered(delivery) => {
                (delivery.event_type == event_type).then_some(delivery)
            }
            _ => None,
        })
        .await
    }
}
