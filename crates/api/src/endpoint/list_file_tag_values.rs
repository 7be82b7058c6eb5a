//! Lists the values that a tag of files has.

endpoint! {
    "listFileTagValues" GET "/v1/files/tags/{tag}/values", idempotent: true;
    path {
        /// The tag.
        tag: String,
    }
    query_optional {
        /// The page to answer, from the answer before.
        next_token: String,
        /// How many items a page has at most.
        page_size: u32,
    }
    response list values: String
}
