//! Lists the collections of files that the bot answers from.

use crate::types::{KnowledgeBase, Tags};

endpoint! {
    "listKnowledgeBases" GET "/v1/files/knowledge-bases", idempotent: true;
    query_optional {
        /// The page to answer, from the answer before.
        next_token: String,
        /// How many items a page has at most.
        page_size: u32,
        /// Only those with all of these tags.
        tags: Tags,
    }
    response list knowledge_bases: KnowledgeBase
}
