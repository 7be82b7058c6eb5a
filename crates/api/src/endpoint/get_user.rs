//! Reads a user.

use crate::id::UserId;
use crate::types::User;

endpoint! {
    "getUser" GET "/v1/chat/users/{id}", idempotent: true;
    path {
        /// The user.
        id: UserId,
    }
    response {
        /// The user.
        user: User,
    }
}
