//! `message-state`: a bot learns what has become of its messages.
//!
//! Each event is emitted for a message of the bot's. It carries nothing but, for a failure, the reason; which message it is about is
//! said when it is emitted.
//!
//! ```
//! use botpress_sdk::interfaces::{MessageState, message_state::{MessageFailed, MessageRead}};
//! use botpress_sdk::prelude::*;
//!
//! #[derive(Integration)]
//! #[integration(name = "sms", version = "0.1.0", interfaces(MessageState))]
//! struct Sms;
//!
//! impl Lifecycle for Sms {
//!     async fn webhook(&self, cx: &Context<Self>, request: WebhookRequest) -> Result<WebhookResponse> {
//!         // `/read/msg_1` or `/failed/msg_1`
//!         match request.path.trim_start_matches('/').split_once('/') {
//!             Some(("read", message)) => drop(cx.emit(MessageRead::new()).message(message).await?),
//!             Some((_, message)) => drop(cx.emit(MessageFailed::new("no such number")).message(message).await?),
//!             None => {}
//!         }
//!         Ok(WebhookResponse::ok())
//!     }
//! }
//!
//! assert_eq!(Sms::definition()?.events.len(), 4);
//! # Ok::<_, botpress_sdk::definition::DefinitionErrors>(())
//! ```

use std::collections::BTreeMap;

use botpress_derive::{Event, Interface, Schema};
use serde::{Deserialize, Serialize};

/// A bot learns what has become of its messages.
#[derive(Debug, Interface)]
#[botpress(crate = crate)]
#[interface(
    name = "message-state",
    version = "0.0.1",
    title = "Message State",
    events(MessageSent, MessageDelivered, MessageRead, MessageFailed)
)]
pub struct MessageState;

/// The message was handed over.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Schema, Event)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct MessageSent {}

/// The message has arrived.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Schema, Event)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct MessageDelivered {}

/// The message was read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Schema, Event)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct MessageRead {}

/// The message did not arrive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema, Event)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct MessageFailed {
    /// Why the message did not arrive.
    #[botpress(title = "Failure Reason")]
    pub reason: String,
    /// Whatever else is known about it.
    #[botpress(title = "Failure Metadata")]
    pub metadata: BTreeMap<String, String>,
}

impl MessageSent {
    /// The message was handed over.
    #[must_use]
    pub fn new() -> Self {
        Self {}
    }
}

impl MessageDelivered {
    /// The message has arrived.
    #[must_use]
    pub fn new() -> Self {
        Self {}
    }
}

impl MessageRead {
    /// The message was read.
    #[must_use]
    pub fn new() -> Self {
        Self {}
    }
}

impl MessageFailed {
    /// The message did not arrive, for this reason.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), metadata: BTreeMap::new() }
    }

    /// Adds something that is known about it.
    #[must_use]
    pub fn metadata(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata.insert(key.into(), value.into());
        self
    }
}
