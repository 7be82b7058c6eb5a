//! Reads what is known about a file.

use crate::id::FileId;
use crate::types::File;

endpoint! {
    "getFile" GET "/v1/files/{id}", idempotent: true;
    path {
        /// The file; its key is accepted as well.
        id: FileId,
    }
    response {
        /// The file.
        file: File,
    }
}
