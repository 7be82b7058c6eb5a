//! Answers an integration of the workspace.

use crate::id::IntegrationId;
use crate::types::Integration;

endpoint! {
    "getIntegration" GET "/v1/admin/integrations/{id}", idempotent: true;
    path {
        /// The integration's version.
        id: IntegrationId,
    }
    response {
        /// The integration.
        integration: Integration,
    }
}
