//! Creates a version of an integration.

use crate::definition::CreateIntegrationBody;
use crate::types::Integration;

endpoint! {
    "createIntegration" POST "/v1/admin/integrations", idempotent: false;
    body_whole {
        /// Its definition.
        body: CreateIntegrationBody,
    }
    response {
        /// The integration, with its signing secret.
        integration: Integration,
    }
}
