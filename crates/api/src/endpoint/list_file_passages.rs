//! Lists the passages of an indexed file.

use crate::id::FileId;
use crate::types::Passage;

endpoint! {
    "listFilePassages" GET "/v1/files/{id}/passages", idempotent: true;
    path {
        /// The file; its key is accepted as well.
        id: FileId,
    }
    query_optional {
        /// The page to answer, from the answer before.
        next_token: String,
        /// How many items a page has at most.
        page_size: u32,
        /// How many items a page has at most; `page_size` is the newer name.
        limit: u32,
    }
    response list passages: Passage
}
