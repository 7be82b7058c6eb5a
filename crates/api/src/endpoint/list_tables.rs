//! Lists a bot's tables.

use crate::types::{Object, Tags};

endpoint! {
    "listTables" GET "/v1/tables", idempotent: true;
    query_optional {
        /// Only those with all of these tags.
        tags: Tags,
    }
    response {
        /// The tables, as the platform gives them.
        #[serde(default)]
        tables: Vec<Object>,
    }
}
