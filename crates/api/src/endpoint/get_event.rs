//! Reads an event.

use crate::id::EventId;
use crate::types::Event;

endpoint! {
    "getEvent" GET "/v1/chat/events/{id}", idempotent: true;
    path {
        /// The event.
        id: EventId,
    }
    response {
        /// The event.
        event: Event,
    }
}
