//! Lists files.

use crate::id::FileId;
use crate::types::{File, FileSort, FileTagFilters, SortDirection};

endpoint! {
    "listFiles" GET "/v1/files", idempotent: true;
    query_optional {
        /// The page to answer, from the answer before.
        next_token: String,
        /// How many items a page has at most.
        page_size: u32,
        /// By what to sort.
        sort_field: FileSort,
        /// Which way to sort; newest first by default.
        sort_direction: SortDirection,
        /// Only those whose tags meet these conditions.
        tags: FileTagFilters,
        /// Only these, at most 50.
        ids: Vec<FileId>,
        /// Only those that can be searched, or cannot.
        indexed: bool,
    }
    response list files: File
}
