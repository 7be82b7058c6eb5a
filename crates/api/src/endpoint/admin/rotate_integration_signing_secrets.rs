//! Makes a new signing secret for an integration.

use crate::id::IntegrationId;
use crate::types::SecretText;

endpoint! {
    "rotateIntegrationSigningSecrets" POST "/v1/admin/integrations/{id}/signing-secrets/rotate", idempotent: false;
    path {
        /// The integration's version.
        id: IntegrationId,
    }
    response {
        /// The secret: the only time that it is shown. Older ones keep working for 24 hours.
        new_signing_secret: SecretText,
    }
}
