//! Lists the bots of the workspace.

use crate::types::{BotSummary, SortDirection, Tags, TimeField};

endpoint! {
    "listBots" GET "/v1/admin/bots", idempotent: true;
    query_optional {
        /// The page to answer, from the answer before.
        next_token: String,
        /// How many items a page has at most.
        page_size: u32,
        /// Those under development, or (by default) those that are not.
        dev: bool,
        /// Only those with all of these attributes.
        tags: Tags,
        /// Only those with these integrations.
        integration_names: Vec<String>,
        /// Only those with these plugins.
        plugin_names: Vec<String>,
        /// By what to sort.
        sort_field: TimeField,
        /// Which way to sort.
        sort_direction: SortDirection,
    }
    response list bots: BotSummary
}
