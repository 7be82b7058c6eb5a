//! Copies a file to another key.

use crate::id::FileId;
use crate::types::File;

endpoint! {
    "copyFile" POST "/v1/files/{idOrKey}/{destinationKey}", idempotent: false;
    path {
        /// The file's id or key.
        id_or_key: FileId,
        /// The key of the copy.
        destination_key: String,
    }
    body_optional {
        /// Whether an existing file with that key is replaced.
        overwrite: bool,
    }
    response {
        /// The file.
        file: File,
    }
}
