//! Deletes an integration's API key.

use crate::id::IntegrationApiKeyId;

endpoint! {
    "deleteIntegrationApiKey" DELETE "/v1/admin/integrations/iaks/{id}", idempotent: true;
    path {
        /// The key.
        id: IntegrationApiKeyId,
    }
    response {}
}
