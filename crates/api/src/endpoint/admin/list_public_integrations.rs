//! Lists the integrations of the hub.

use crate::id::{BotId, InterfaceId};
use crate::types::{IntegrationSort, IntegrationSummary, SortDirection, VerificationStatus};

endpoint! {
    "listPublicIntegrations" GET "/v1/admin/hub/integrations", idempotent: true;
    query_optional {
        /// The page to answer, from the answer before.
        next_token: String,
        /// How many items a page has at most.
        limit: u32,
        /// Only those with this name.
        name: String,
        /// Only this version; `latest` for the highest of each.
        version: String,
        /// Only those that implement this interface.
        interface_id: InterfaceId,
        /// Only those that implement an interface of this name.
        interface_name: String,
        /// Only those installed in this bot.
        installed_by_bot_id: BotId,
        /// Only those of this status.
        verification_status: VerificationStatus,
        /// Only those that fit this text.
        search: String,
        /// By what to sort.
        sort_by: IntegrationSort,
        /// Which way to sort.
        direction: SortDirection,
    }
    response list integrations: IntegrationSummary
}
