//! Answers an integration of the hub by its name.

use crate::types::Integration;

endpoint! {
    "getPublicIntegration" GET "/v1/admin/hub/integrations/{name}/{version}", idempotent: true;
    path {
        /// The integration's name.
        name: String,
        /// The version: exact, `latest`, or a range like `<1.2.3`, of which the highest is meant.
        version: String,
    }
    response {
        /// The integration.
        integration: Integration,
    }
}
