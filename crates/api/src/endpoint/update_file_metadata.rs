//! Changes what is known about a file.

use crate::id::FileId;
use crate::types::{AccessPolicy, File, Object, TagPatch};

endpoint! {
    "updateFileMetadata" PUT "/v1/files/{id}", idempotent: true;
    path {
        /// The file; its key is accepted as well.
        id: FileId,
    }
    body_optional {
        /// Changes to the free data; `null` removes.
        metadata: Object,
        /// Changes to the tags; `None` removes.
        tags: TagPatch,
        /// Who may read it, besides its owner.
        access_policies: Vec<AccessPolicy>,
    }
    body_patch {
        /// When to remove it, ISO 8601.
        expires_at: String,
    }
    response {
        /// The file.
        file: File,
    }
}
