//! Creates a file, or empties the one with this key, and answers where to send the content.

use crate::types::{AccessPolicy, Object, Tags, UploadTarget};

endpoint! {
    "upsertFile" PUT "/v1/files", idempotent: true;
    body {
        /// Its key, unique per bot, and per integration for files of integrations.
        key: String,
        /// The size of the content in bytes.
        size: u64,
    }
    body_optional {
        /// Its tags.
        tags: Tags,
        /// Whether it can be searched; not by default.
        index: bool,
        /// How to index it, in the form of the platform.
        indexing: Object,
        /// Who may read it, besides its owner.
        access_policies: Vec<AccessPolicy>,
        /// Its media type; by default from the key's extension.
        content_type: String,
        /// When to remove it, ISO 8601, at most 90 days ahead.
        expires_at: String,
        /// Whether public content can be read as soon as it is uploaded.
        public_content_immediately_accessible: bool,
        /// Free data.
        metadata: Object,
    }
    response {
        /// The file, with the place to send its content to.
        file: UploadTarget,
    }
}
