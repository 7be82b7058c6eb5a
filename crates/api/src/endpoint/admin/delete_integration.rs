//! Deletes a version of an integration.

use crate::id::IntegrationId;

endpoint! {
    "deleteIntegration" DELETE "/v1/admin/integrations/{id}", idempotent: true;
    path {
        /// The integration's version.
        id: IntegrationId,
    }
    response {}
}
