//! Changes a version of an integration.

use crate::definition::UpdateIntegrationBody;
use crate::id::IntegrationId;
use crate::types::Integration;

endpoint! {
    "updateIntegration" PUT "/v1/admin/integrations/{id}", idempotent: true;
    path {
        /// The integration's version.
        id: IntegrationId,
    }
    body_whole {
        /// What changes.
        body: UpdateIntegrationBody,
    }
    response {
        /// The integration.
        integration: Integration,
    }
}
