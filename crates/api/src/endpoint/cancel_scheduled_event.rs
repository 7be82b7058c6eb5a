//! Cancels an event that is scheduled and was not sent yet.

use crate::id::EventId;

endpoint! {
    "cancelScheduledEvent" DELETE "/v1/chat/events/scheduled/{id}", idempotent: true;
    path {
        /// The event.
        id: EventId,
    }
    response {}
}
