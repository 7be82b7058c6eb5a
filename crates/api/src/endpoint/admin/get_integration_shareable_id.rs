//! Answers the id that stands for an installation in links to others. Experimental on the platform.

use crate::id::{BotId, IntegrationId};

endpoint! {
    "getIntegrationShareableId" GET "/v1/admin/bots/{botId}/integrations/{integrationId}/shareable-id", idempotent: true;
    path {
        /// The bot.
        bot_id: BotId,
        /// The integration's version.
        integration_id: IntegrationId,
    }
    query_optional {
        /// The alias of the installation, when there are several.
        integration_instance_alias: String,
    }
    response {
        /// The id.
        shareable_id: String,
        /// Whether it no longer works.
        #[serde(default)]
        is_expired: bool,
    }
}
