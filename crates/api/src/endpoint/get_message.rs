//! Reads a message.

use crate::id::MessageId;
use crate::types::Message;

endpoint! {
    "getMessage" GET "/v1/chat/messages/{id}", idempotent: true;
    path {
        /// The message.
        id: MessageId,
    }
    response {
        /// The message.
        message: Message,
    }
}
