//! Deletes a user.

use crate::id::UserId;

endpoint! {
    "deleteUser" DELETE "/v1/chat/users/{id}", idempotent: true;
    path {
        /// The user.
        id: UserId,
    }
    response {}
}
