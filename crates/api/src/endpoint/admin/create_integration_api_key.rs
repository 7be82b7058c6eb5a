//! Makes an API key for an integration that is served from a URL.

use crate::id::{IntegrationApiKeyId, IntegrationId};
use crate::types::NewToken;

endpoint! {
    "createIntegrationApiKey" POST "/v1/admin/integrations/iaks", idempotent: false;
    body {
        /// The integration's version.
        integration_id: IntegrationId,
    }
    body_optional {
        /// What it is for.
        note: String,
    }
    response as NewToken<IntegrationApiKeyId>
}
