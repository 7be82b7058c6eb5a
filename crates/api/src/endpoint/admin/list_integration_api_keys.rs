//! Lists an integration's API keys, without their values.

use crate::id::{IntegrationApiKeyId, IntegrationId};
use crate::types::Token;

endpoint! {
    "listIntegrationApiKeys" GET "/v1/admin/integrations/iaks", idempotent: true;
    query {
        /// The integration's version.
        integration_id: IntegrationId,
    }
    response {
        /// The keys.
        #[serde(default)]
        iaks: Vec<Token<IntegrationApiKeyId>>,
    }
}
