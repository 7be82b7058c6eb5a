//! Searches indexed files.

use crate::types::{FileTagFilters, FoundPassage};

endpoint! {
    "searchFiles" GET "/v1/files/search", idempotent: true;
    query {
        /// What to search for.
        query: String,
    }
    query_optional {
        /// Only in files whose tags meet these conditions.
        tags: FileTagFilters,
        /// How many passages to answer at most.
        limit: u32,
        /// How many passages on either side of each to add.
        context_depth: u32,
        /// Whether passages of one file are joined.
        consolidate: bool,
        /// Whether titles above each passage are added.
        include_breadcrumb: bool,
        /// Whether the passages around each are also given apart.
        with_context: bool,
    }
    response {
        /// What was found, best first.
        #[serde(default)]
        passages: Vec<FoundPassage>,
    }
}
