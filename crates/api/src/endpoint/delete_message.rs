//! Deletes a message.

use crate::id::MessageId;

endpoint! {
    "deleteMessage" DELETE "/v1/chat/messages/{id}", idempotent: true;
    path {
        /// The message.
        id: MessageId,
    }
    response {}
}
