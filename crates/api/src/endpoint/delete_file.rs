//! Deletes a file.

use crate::id::FileId;

endpoint! {
    "deleteFile" DELETE "/v1/files/{id}", idempotent: true;
    path {
        /// The file; its key is accepted as well.
        id: FileId,
    }
    response {}
}
