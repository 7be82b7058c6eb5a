//! Creates a user.

use crate::types::{Tags, User};

endpoint! {
    "createUser" POST "/v1/chat/users" => CREATED, idempotent: false;
    body {
        /// The user's tags.
        tags: Tags,
    }
    body_optional {
        /// The name to show, at most 200 characters.
        name: String,
        /// A URL, or a `data:` URL, of a picture; at most 40 000 characters.
        picture_url: String,
        /// Free properties.
        properties: Tags,
        /// The old name of the properties.
        attributes: Tags,
        /// The integration to act for, when a bot calls. Deprecated by the platform.
        integration_name: String,
    }
    response {
        /// The user.
        user: User,
    }
}
