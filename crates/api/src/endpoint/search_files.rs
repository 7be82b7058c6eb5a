//! Searches indexed files.

use crate::types::{FileTagFilters, Object};

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
        /// How many passages around each to add.
        context_depth: u32,
        /// Whether passages of one file are joined.
        consolidate: bool,
    }
    response {
        /// What was found, best first, as the platform gives it.
        #[serde(default)]
        passages: Vec<Object>,
    }
}
