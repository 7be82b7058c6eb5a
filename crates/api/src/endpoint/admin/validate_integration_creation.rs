//! Tells whether an integration could be created.

use crate::definition::CreateIntegrationBody;

endpoint! {
    "validateIntegrationCreation" POST "/v1/admin/integrations/validate", idempotent: true;
    body_whole {
        /// Its definition.
        body: CreateIntegrationBody,
    }
    response {}
}
