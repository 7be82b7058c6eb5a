//! Answers an integration of the workspace by its name.

use crate::types::Integration;

endpoint! {
    "getIntegrationByName" GET "/v1/admin/integrations/{name}/{version}", idempotent: true;
    path {
        /// The integration's name, `<handle>/<name>`.
        name: String,
        /// The version: exact, `latest`, or a range like `<1.2.3`, of which the highest is meant.
        version: String,
    }
    response {
        /// The integration.
        integration: Integration,
    }
}
