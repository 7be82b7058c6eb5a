//! Tells whether an integration could be changed.

use crate::definition::UpdateIntegrationBody;
use crate::id::IntegrationId;

endpoint! {
    "validateIntegrationUpdate" PUT "/v1/admin/integrations/{id}/validate", idempotent: true;
    path {
        /// The integration's version.
        id: IntegrationId,
    }
    body_whole {
        /// What would change.
        body: UpdateIntegrationBody,
    }
    response {}
}
