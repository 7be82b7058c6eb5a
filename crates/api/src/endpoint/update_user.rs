//! Changes a user.

use crate::id::UserId;
use crate::types::{TagPatch, User};

endpoint! {
    "updateUser" PUT "/v1/chat/users/{id}", idempotent: true;
    path {
        /// The user.
        id: UserId,
    }
    body_optional {
        /// Changes to the user's tags; `None` removes.
        tags: TagPatch,
        /// Changes to the properties; `None` removes.
        properties: TagPatch,
        /// The old name of the properties.
        attributes: TagPatch,
    }
    body_patch {
        /// The name to show, at most 200 characters.
        name: String,
        /// A URL, or a `data:` URL, of a picture; at most 40 000 characters.
        picture_url: String,
    }
    response {
        /// The user.
        user: User,
    }
}
