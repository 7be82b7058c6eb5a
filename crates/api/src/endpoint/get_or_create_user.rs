//! Finds the user with these tags and updates it, or creates it.

use crate::types::{CreatedMeta, TagPatch, User};

endpoint! {
    "getOrCreateUser" POST "/v1/chat/users/get-or-create", idempotent: true;
    body {
        /// The user's tags; `None` removes one from what was found.
        tags: TagPatch,
    }
    body_optional {
        /// The name to show, at most 200 characters.
        name: String,
        /// A URL, or a `data:` URL, of a picture; at most 40 000 characters.
        picture_url: String,
        /// Free properties; `None` removes.
        properties: TagPatch,
        /// The old name of the properties.
        attributes: TagPatch,
        /// The tags that decide whether there is one already, and the others are only written. By default all given
        /// tags decide.
        discriminate_by_tags: Vec<String>,
        /// The integration to act for, when a bot calls. Deprecated by the platform.
        integration_name: String,
    }
    response {
        /// The user.
        user: User,
        /// Whether it was created now.
        #[serde(default)]
        meta: CreatedMeta,
    }
}
