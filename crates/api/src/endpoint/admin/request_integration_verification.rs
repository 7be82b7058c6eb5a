//! Asks Botpress to look at an integration, so that the hub shows it.

use crate::id::IntegrationId;

endpoint! {
    "requestIntegrationVerification" POST "/v1/admin/integrations/request-verification", idempotent: true;
    body {
        /// The integration's version.
        integration_id: IntegrationId,
    }
    response {}
}
