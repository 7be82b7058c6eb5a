//! Lists the tags that files have.

endpoint! {
    "listFileTags" GET "/v1/files/tags", idempotent: true;
    query_optional {
        /// The page to answer, from the answer before.
        next_token: String,
        /// How many items a page has at most.
        page_size: u32,
    }
    response list tags: String
}
