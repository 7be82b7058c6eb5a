//! Answers an integration of the hub.

use crate::id::IntegrationId;
use crate::types::Integration;

endpoint! {
    "getPublicIntegrationById" GET "/v1/admin/hub/integrations/{id}", idempotent: true;
    path {
        /// The integration's version.
        id: IntegrationId,
    }
    response {
        /// The integration.
        integration: Integration,
    }
}
